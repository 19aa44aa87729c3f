namespace Sse.Tool.Tests;

/// <summary>Colors, as control sequences.</summary>
public class ColorTextOutputTests
{
    [TestCase(TextStyle.Plain, "text", "text")]
    [TestCase(TextStyle.Dim, "text", "\e[90mtext\e[0m")]
    [TestCase(TextStyle.Type, "text", "\e[1;36mtext\e[0m")]
    [TestCase(TextStyle.Text, "one\ntwo", "\e[32mone\e[0m\n\e[32mtwo\e[0m")]
    [TestCase(TextStyle.Dim, ",\n", "\e[90m,\e[0m\n")]
    [TestCase(TextStyle.Error, "\n", "\n")]
    public void Each_line_of_a_styled_text_has_its_color(object style, string text, string expected)
    {
        using var writer = new StringWriter();

        TextOutput.Create(writer, hasColors: true).Write(text, (TextStyle)style);

        Assert.That(writer.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void Without_colors_there_are_no_sequences()
    {
        using var writer = new StringWriter();

        TextOutput.Create(writer, hasColors: false).Write("text", TextStyle.Error);

        Assert.That(writer.ToString(), Is.EqualTo("text"));
    }
}
