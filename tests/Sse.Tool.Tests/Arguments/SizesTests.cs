namespace Sse.Tool.Tests;

/// <summary>Sizes on the command line.</summary>
public class SizesTests
{
    [TestCase("7", 7)]
    [TestCase("500k", 512_000)]
    [TestCase("64M", 67_108_864)]
    public void Parses_and_formats_sizes_with_units(string text, int bytes)
    {
        Assert.That(Sizes.TryParse(text, out var size), Is.True);
        Assert.That((size, Sizes.Format(size)), Is.EqualTo((bytes, text)));
    }
}
