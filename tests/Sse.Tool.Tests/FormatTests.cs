using System.Globalization;
using Sse.Tool.Formats;
using Sse.Tool.Json;
using Sse.Tool.Output;

namespace Sse.Tool.Tests;

/// <summary>How events are written.</summary>
public class FormatTests
{
    [Test]
    public void In_a_terminal_time_type_id_and_data_stand_in_columns()
    {
        var format = new ScreenFormat(() => 60);

        var text = Written(format, new("hello"), new("first\nsecond", "price", "42"), new("""{"a":1,"b":[true,null]}""", "price", "43"));

        Assert.That(text.Split('\n'), Is.EqualTo(new[]
        {
            "  +1.50s  message  hello",
            "  +1.50s  price    42",
            "          first",
            "          second",
            "  +1.50s  price    43  { \"a\": 1, \"b\": [true, null] }",
            "",
        }));
    }

    [Test]
    public void Json_that_needs_more_than_the_line_is_laid_out_below()
    {
        var text = Written(new ScreenFormat(() => 40), new SseEvent("""{"name":"something rather long","list":[1,2,3],"deep":{"x":"0123456789","y":"0123456789"},"e":{}}""", LastEventId: "7"));

        Assert.That(text.Split('\n'), Is.EqualTo(new[]
        {
            "  +1.50s  message  7",
            "          {",
            "            \"name\": \"something rather long\",",
            "            \"list\": [1, 2, 3],",
            "            \"deep\": {",
            "              \"x\": \"0123456789\",",
            "              \"y\": \"0123456789\"",
            "            },",
            "            \"e\": {}",
            "          }",
            "",
        }));
    }

    [Test]
    public void In_colours_keys_and_values_differ_and_the_text_is_the_same()
    {
        var writer = new StringWriter();
        new ScreenFormat(() => 80).TryWrite(new("""{"a":"x 🎉"}"""), TimeSpan.Zero, Paper.For(writer, hasColours: true));

        var plain = System.Text.RegularExpressions.Regex.Replace(writer.ToString(), "\u001B\\[[0-9;]*m", "");
        Assert.That(writer.ToString(), Does.Match("\u001B\\[[0-9;]+m\"a\"\u001B").And.Match("\u001B\\[[0-9;]+m\"x 🎉\"\u001B"));
        Assert.That(plain, Is.EqualTo("    +0ms  message  { \"a\": \"x 🎉\" }\n"));
    }

    [Test]
    public void In_a_pipe_an_event_is_a_line_of_four_fields() =>
        Assert.That(Written(new PipeFormat(), new("a\tb\nc", "t", "7"), new("""{ "a": 1 }""")), Is.EqualTo("1.500\tt\t7\ta\tb\\nc\n1.500\tmessage\t\t{ \"a\": 1 }\n"));

    [Test]
    public void No_format_lets_control_characters_reach_a_terminal([Values] bool isJson)
    {
        const string evil = "\u001B]0;x\a\u009B2J\r\u202E\u007F";
        var e = new SseEvent(isJson ? $$"""{"k{{"\u009B"}}":"\u001b[2J{{"\u009B\u202E"}}"}""" : evil, "t\u001B", "i\u009B");
        var path = JsonPath.Parse(".");
        IEventFormat[] formats = [new ScreenFormat(() => 80), new ScreenFormat(() => 5), new PipeFormat(), new RawFormat(true), new NdjsonFormat(true), new JsonFormat(path, false, true, _ => { })];

        foreach (var format in formats)
        {
            var text = Written(format, e);
            Assert.That(text.Where(c => (char.IsControl(c) && c is not ('\n' or '\t')) || c == '\u202E'), Is.Empty, format.GetType().Name + ": " + text);
        }
    }

    [Test]
    public void Raw_data_in_a_pipe_is_as_it_came() => Assert.That(Written(new RawFormat(false), new SseEvent("\u001B[1m\tx\ny")), Is.EqualTo("\u001B[1m\tx\ny\n"));

    [Test]
    public void Json_values_are_a_line_each_or_joined_and_data_without_them_is_passed_over()
    {
        var told = new List<string>();
        SseEvent[] events = [new("""{"t":"a b"}"""), new("""{"u":1}"""), new("[DONE]"), new("""{"t":{"x":[1, 2]}}""")];

        Assert.That(Written(new JsonFormat(JsonPath.Parse(".t"), false, false, e => told.Add(e.Data)), events), Is.EqualTo("a b\n{\"x\":[1,2]}\n"));
        Assert.That(Written(new JsonFormat(JsonPath.Parse(".t"), true, false, _ => { }), events), Is.EqualTo("a b{\"x\":[1,2]}"));
        Assert.That(told, Is.EqualTo(new[] { "[DONE]" }));
    }

    [Test]
    public void Ndjson_says_all_there_is()
    {
        var e = new SseEvent("\"quoted\"\n\u0001é🎉\\", "t", "7");

        var line = Written(new NdjsonFormat(false), e);

        Assert.That(line, Is.EqualTo("""{"type":"t","id":"7","data":"\"quoted\"\n\u0001é🎉\\"}""" + "\n"));
        Assert.That(Sse.Tool.Serving.NdjsonEvent.Parse(line, "message"), Is.EqualTo(e));
    }

    [Test]
    public void Half_a_surrogate_pair_in_json_ends_nothing()
    {
        var e = new SseEvent("""{"a":"\ud83d","\ud83d":1}""");

        Assert.That(Written(new ScreenFormat(() => 80), e), Does.Contain("\\ud83d"));
        Assert.That(Written(new JsonFormat(JsonPath.Parse("."), false, false, _ => { }), e), Does.Contain("\\ud83d"));
        Assert.That(() => Written(new JsonFormat(JsonPath.Parse(".a"), false, false, _ => { }), e), Throws.Nothing);
    }

    [TestCase(0.0004, "0ms")]
    [TestCase(0.25, "250ms")]
    [TestCase(1.5, "1.50s")]
    [TestCase(12.34, "12.3s")]
    [TestCase(125, "2m05s")]
    [TestCase(7260, "2h01m")]
    [TestCase(90000, "1d01h")]
    public void Times_have_about_three_digits(double seconds, string expected) => Assert.That(Elapsed.Of(TimeSpan.FromSeconds(seconds)), Is.EqualTo(expected));

    private static string Written(IEventFormat format, params SseEvent[] events)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        var paper = Paper.For(writer, hasColours: false);
        foreach (var e in events)
        {
            format.TryWrite(e, TimeSpan.FromSeconds(1.5), paper);
        }

        return writer.ToString();
    }
}
