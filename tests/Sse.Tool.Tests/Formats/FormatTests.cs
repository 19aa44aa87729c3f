using System.Globalization;

namespace Sse.Tool.Tests;

/// <summary>The output formats.</summary>
public class FormatTests
{
    [Test]
    public void Prints_time_type_id_and_data_in_columns_in_a_terminal()
    {
        var format = new TerminalFormat(() => 60);

        var text = Written(format, new("hello"), new("first\nsecond", "price", "42"), new("""{"a":1,"b":[true,null]}""", "price", "43"));

        Assert.That(text.Split('\n'), Is.EqualTo(new[]
        {
            "  +1.50s  message  hello",
            "  +1.50s  price      42",
            "          first",
            "          second",
            "  +1.50s  price      43  { \"a\": 1, \"b\": [true, null] }",
            "",
        }));
    }

    [Test]
    public void Pretty_prints_long_json_below_the_columns()
    {
        var text = Written(
            new TerminalFormat(() => 40),
            new SseEvent(
                """{"name":"something rather long","list":[1,2,3],"deep":{"x":"0123456789","y":"0123456789"},"e":{}}""", LastEventId: "7"));

        Assert.That(text.Split('\n'), Is.EqualTo(new[]
        {
            "  +1.50s  message     7",
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
    public void Aligns_numbers_as_ids_at_the_right_and_other_ids_at_the_left()
    {
        SseEvent[] events = [new("a", "t", "9"), new("b", "t", "10"), new("c", "t", "x1"), new("d", "t", "12345")];

        var text = Written(new TerminalFormat(() => 60), events);

        Assert.That(text.Split('\n'), Is.EqualTo(new[]
        {
            "  +1.50s  t           9  a",
            "  +1.50s  t          10  b",
            "  +1.50s  t        x1    c",
            "  +1.50s  t           12345  d",
            "",
        }));
    }

    [Test]
    public void Errors_have_a_color_that_no_json_value_has()
    {
        var error = Color(TextStyle.Error);

        foreach (var style in new[] { TextStyle.Key, TextStyle.Text, TextStyle.Number, TextStyle.Literal })
        {
            Assert.That(Color(style), Is.Not.EqualTo(error), style.ToString());
        }

        static string Color(TextStyle style)
        {
            var writer = new StringWriter();
            TextOutput.Create(writer, hasColors: true).Write("x", style);
            return System.Text.RegularExpressions.Regex.Match(writer.ToString(), "3[0-7]|9[0-7]").Value;
        }
    }

    [TestCase("\u061C")] // Arabic letter mark
    [TestCase("\u200E")]
    [TestCase("\u202E")]
    [TestCase("\u200B")] // zero width space
    [TestCase("\u2060")]
    [TestCase("\uFEFF")]
    [TestCase("\u00AD")] // soft hyphen
    [TestCase("\U000E0041")] // tag: an invisible A
    [TestCase("\U000E0100")] // variation selector that can hide a byte
    public void Replaces_characters_that_hide_or_reorder_text(string hidden) =>
        Assert.That(Printable.Lines($"a{hidden}b"), Is.EqualTo("a\uFFFDb"));

    [TestCase("👩\u200D💻 ❤\uFE0F")]
    [TestCase("می\u200Cخواهم")]
    [TestCase("\u0601۱۴۰۳")]
    public void Keeps_characters_that_text_needs(string text) => Assert.That(Printable.Lines(text), Is.EqualTo(text));

    [Test]
    public void Colors_do_not_change_the_text()
    {
        var writer = new StringWriter();
        new TerminalFormat(() => 80).TryWrite(new("""{"a":"x 🎉"}"""), TimeSpan.Zero, TextOutput.Create(writer, hasColors: true));

        var plain = System.Text.RegularExpressions.Regex.Replace(writer.ToString(), "\u001B\\[[0-9;]*m", "");
        Assert.That(writer.ToString(), Does.Match("\u001B\\[[0-9;]+m\"a\"\u001B").And.Match("\u001B\\[[0-9;]+m\"x 🎉\"\u001B"));
        Assert.That(plain, Is.EqualTo("    +0ms  message  { \"a\": \"x 🎉\" }\n"));
    }

    [Test]
    public void Prints_four_tab_separated_fields_per_event_in_a_pipe() =>
        Assert.That(
            Written(new TabSeparatedFormat(), new("a\tb\nc", "t", "7"), new("""{ "a": 1 }""")),
            Is.EqualTo("1.500\tt\t7\ta\tb\\nc\n1.500\tmessage\t\t{ \"a\": 1 }\n"));

    [Test]
    public void Every_format_replaces_control_characters_in_a_terminal([Values] bool isJson)
    {
        const string evil = "\u001B]0;x\a\u009B2J\r\u202E\u007F";
        var e = new SseEvent(isJson ? $$"""{"k{{"\u009B"}}":"\u001b[2J{{"\u009B\u202E"}}"}""" : evil, "t\u001B", "i\u009B");
        var path = JsonPath.Parse(".");
        IEventFormat[] formats =
        [
            new TerminalFormat(() => 80), new TerminalFormat(() => 5), new TabSeparatedFormat(), new RawFormat(true),
            new NdjsonFormat(true), new JsonValueFormat(path, false, true, _ => { }),
        ];

        foreach (var format in formats)
        {
            var text = Written(format, e);
            Assert.That(
                text.Where(c => (char.IsControl(c) && c is not ('\n' or '\t')) || c == '\u202E'),
                Is.Empty,
                format.GetType().Name + ": " + text);
        }
    }

    [Test]
    public void Prints_raw_data_unchanged_in_a_pipe() =>
        Assert.That(Written(new RawFormat(false), new SseEvent("\u001B[1m\tx\ny")), Is.EqualTo("\u001B[1m\tx\ny\n"));

    [Test]
    public void Prints_json_values_on_lines_or_joined_and_skips_data_without_them()
    {
        var invalid = new List<string>();
        SseEvent[] events = [new("""{"t":"a b"}"""), new("""{"u":1}"""), new("[DONE]"), new("""{"t":{"x":[1, 2]}}""")];

        Assert.That(
            Written(new JsonValueFormat(JsonPath.Parse(".t"), false, false, e => invalid.Add(e.Data)), events),
            Is.EqualTo("a b\n{\"x\":[1,2]}\n"));
        Assert.That(
            Written(new JsonValueFormat(JsonPath.Parse(".t"), true, false, _ => { }), [.. events, new("""{"t":null}""")]),
            Is.EqualTo("a b{\"x\":[1,2]}"));
        Assert.That(invalid, Is.EqualTo(new[] { "[DONE]" }));
    }

    [Test]
    public void Ndjson_preserves_the_whole_event()
    {
        var e = new SseEvent("\"quoted\"\n\u0001é🎉\\", "t", "7");

        var line = Written(new NdjsonFormat(false), e);

        Assert.That(line, Is.EqualTo("""{"type":"t","id":"7","data":"\"quoted\"\n\u0001é🎉\\"}""" + "\n"));
        Assert.That(NdjsonEvent.Parse(line, "message"), Is.EqualTo(e));
    }

    [Test]
    public void Handles_an_escaped_lone_surrogate_in_json()
    {
        var e = new SseEvent("""{"a":"\ud83d","\ud83d":1}""");

        Assert.That(Written(new TerminalFormat(() => 80), e), Does.Contain("\\ud83d"));
        Assert.That(Written(new JsonValueFormat(JsonPath.Parse("."), false, false, _ => { }), e), Does.Contain("\\ud83d"));
        Assert.That(() => Written(new JsonValueFormat(JsonPath.Parse(".a"), false, false, _ => { }), e), Throws.Nothing);
    }

    [TestCase(0.0004, "0ms")]
    [TestCase(0.25, "250ms")]
    [TestCase(1.5, "1.50s")]
    [TestCase(12.34, "12.3s")]
    [TestCase(125, "2m05s")]
    [TestCase(7260, "2h01m")]
    [TestCase(90000, "1d01h")]
    public void Formats_durations_with_about_three_digits(double seconds, string expected) =>
        Assert.That(DurationText.Of(TimeSpan.FromSeconds(seconds)), Is.EqualTo(expected));

    private static string Written(IEventFormat format, params SseEvent[] events)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        var output = TextOutput.Create(writer, hasColors: false);
        foreach (var e in events)
        {
            format.TryWrite(e, TimeSpan.FromSeconds(1.5), output);
        }

        return writer.ToString();
    }
}
