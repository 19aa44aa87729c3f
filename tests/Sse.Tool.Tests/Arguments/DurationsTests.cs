namespace Sse.Tool.Tests;

/// <summary>Durations on the command line.</summary>
public class DurationsTests
{
    [TestCase("500ms", 0.5)]
    [TestCase("10s", 10)]
    [TestCase("7", 7)]
    [TestCase("5m", 300)]
    [TestCase("1.5h", 5400)]
    public void Parses_durations_with_units(string text, double seconds)
    {
        Assert.That(Durations.TryParse(text, out var duration), Is.True);
        Assert.That(duration, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("")]
    [TestCase("s")]
    [TestCase("-1s")]
    [TestCase("1e3")]
    [TestCase("NaN")]
    [TestCase("10000h")]
    public void Rejects_invalid_durations(string text) => Assert.That(Durations.TryParse(text, out _), Is.False);
}
