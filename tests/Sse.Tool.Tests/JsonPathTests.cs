using System.Text.Json;
using Sse.Tool.Json;

namespace Sse.Tool.Tests;

/// <summary>Places in JSON.</summary>
public class JsonPathTests
{
    private const string Chat = """{"choices":[{"delta":{"content":"Hel"}},{"delta":{"content":"lo"}}],"a b":{"\"":1}, "n" : [ 1, "x y" ]}""";

    [TestCase(".choices[0].delta.content", "Hel")]
    [TestCase(".choices[-1].delta.content", "lo")]
    [TestCase("""["a b"]["\""]""", "1")]
    [TestCase(""".["a b"]""", """{"\"":1}""")]
    [TestCase(".n", """[1,"x y"]""")]
    [TestCase(".choices[2]", null)]
    [TestCase(".choices[-3]", null)]
    [TestCase(".choices.delta", null)]
    [TestCase(".a.b", null)]
    [TestCase("[0]", null)]
    public void A_path_finds_what_stands_there(string path, string? expected)
    {
        using var json = JsonDocument.Parse(Chat);

        var found = JsonPath.Parse(path).Find(json.RootElement);

        Assert.That(found is { } value ? JsonText.Value(value) : null, Is.EqualTo(expected));
    }

    [Test]
    public void A_dot_is_all_of_it_as_it_was_written_but_for_white_space()
    {
        using var json = JsonDocument.Parse("""{ "é" : "\u00e9 🎉 \" ", "n": 1.50 }""");

        Assert.That(JsonText.Value(JsonPath.Parse(".").Find(json.RootElement)!.Value), Is.EqualTo("""{"é":"\u00e9 🎉 \" ","n":1.50}"""));
    }

    [TestCase("", "at its end, expected '.' or '['")]
    [TestCase("a", "at character 1, 'a', expected '.' or '['")]
    [TestCase(".a..b", "at character 4, '.', expected a property's name")]
    [TestCase(".a[", "at its end, expected a number or a name in double quotes")]
    [TestCase(".a[x]", "at character 4, 'x', expected a number")]
    [TestCase(".a[1", "at its end, expected ']'")]
    [TestCase(".a[\"b]", "expected")]
    [TestCase(".a b", "at character 3, ' ', expected '.' or '['")]
    public void What_is_no_path_is_told_where(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => JsonPath.Parse(text));

        Assert.That(error.Message, Does.Contain(expected).And.Contain(".choices[0].delta.content"));
    }
}
