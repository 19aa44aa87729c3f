using System.Text.Json;

namespace Sse.Tool.Tests;

/// <summary>Paths into JSON documents.</summary>
public class JsonPathTests
{
    private const string Chat =
        """{"choices":[{"delta":{"content":"Hel"}},{"delta":{"content":"lo"}}],"a b":{"\"":1}, "n" : [ 1, "x y" ]}""";

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
    public void Finds_the_value_at_the_path(string path, string? expected)
    {
        using var json = JsonDocument.Parse(Chat);

        var found = JsonPath.Parse(path).Find(json.RootElement);

        Assert.That(found is { } value ? JsonText.Value(value) : null, Is.EqualTo(expected));
    }

    [TestCase(".choices[].delta.content", "Hel lo")]
    [TestCase(".n[]", "1 x y")]
    [TestCase(".[].a", "")]
    [TestCase(".choices[0].delta.content[]", "")]
    public void Finds_all_values_at_the_path(string path, string expected)
    {
        using var json = JsonDocument.Parse(Chat);

        Assert.That(string.Join(' ', JsonPath.Parse(path).FindAll(json.RootElement).Select(JsonText.Value)), Is.EqualTo(expected));
    }

    [TestCase(".p[?@.thought != true].t", "b c d e")]
    [TestCase(".p[?@.thought!=true].t", "b c d e")]
    [TestCase(".p[? @.thought == true ].t", "a")]
    [TestCase(".p[?@.thought == null].t", "d")]
    [TestCase(".p[?@.n == 1].t", "c d")]
    [TestCase(""".p[?@.t == "e]"].t""", "")]
    [TestCase(""".p[?@.thought == "true"].t""", "e")]
    [TestCase(".o[?@.t == 1]", "")]
    public void A_filter_selects_items_of_an_array_by_a_property(string path, string expected)
    {
        using var json = JsonDocument.Parse("""
            {"p":[{"t":"a","thought":true},{"t":"b"},{"t":"c","thought":false,"n":1},{"t":"d","thought":null,"n":1.0},
            {"t":"e","thought":"true"},1],"o":{"t":1}}
            """);

        Assert.That(string.Join(' ', JsonPath.Parse(path).FindAll(json.RootElement).Select(JsonText.Value)), Is.EqualTo(expected));
    }

    [Test]
    public void A_dot_is_the_whole_document_without_whitespace_between_tokens()
    {
        using var json = JsonDocument.Parse("""{ "é" : "\u00e9 🎉 \" ", "n": 1.50 }""");

        Assert.That(JsonText.Value(JsonPath.Parse(".").Find(json.RootElement)!.Value), Is.EqualTo("""{"é":"\u00e9 🎉 \" ","n":1.50}"""));
    }

    [TestCase("", "expected '.' or '[' at the end")]
    [TestCase("a", "expected '.' or '[' at character 1, found 'a'")]
    [TestCase(".a..b", "expected a property name (write other names as [\"any name\"]) at character 4, found '.'")]
    [TestCase(".a[", "expected a number or a name in double quotes at the end")]
    [TestCase(".a[x]", "expected a number or a name in double quotes at character 4, found 'x'")]
    [TestCase(".a[1", "expected ']' at the end")]
    [TestCase(".a[\"b]", "expected")]
    [TestCase(".a[?b]", "expected '@', as in ?@.name == VALUE or ?@.name != VALUE, at character 5, found 'b'")]
    [TestCase(".a[?@b", "expected '.', as in ?@.name == VALUE or ?@.name != VALUE, at character 6, found 'b'")]
    [TestCase(".a[?@.b]", "expected '==', as in ?@.name == VALUE or ?@.name != VALUE, at character 8, found ']'")]
    [TestCase(".a[?@.b !", "expected '!=', as in ?@.name == VALUE or ?@.name != VALUE, at character 9, found '!'")]
    [TestCase(".a[?@.b == x]", "expected a string in double quotes, a number, true, false or null at character 12, found 'x'")]
    [TestCase(".a[?@.b == {}]", "expected a string in double quotes, a number, true, false or null at character 12")]
    [TestCase(".a[?@.b == 1", "expected ']' at the end")]
    [TestCase(".a[?@.b == \"x", "expected")]
    [TestCase(".a[?", "expected '@', as in ?@.name == VALUE or ?@.name != VALUE, at the end")]
    [TestCase(".a b", "expected '.' or '[' at character 3, found ' '")]
    public void Reports_the_position_of_the_error_in_an_invalid_path(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => JsonPath.Parse(text));

        Assert.That(error.Message, Does.Contain(expected).And.Contain(".choices[0].delta.content"));
    }
}
