using System.Buffers;
using System.Reactive.Linq;
using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>The exact bytes that the encoder writes, and the values it rejects.</summary>
public class EncoderTests
{
    private static IEnumerable<TestCaseData> Unsendable =>
        from character in new[] { "\r", "\n", "\r\n", "\0" }
        from text in new[] { character, $"a{character}", $"{character}b" }
        from refused in new (SseFrame Frame, string Property)[]
        {
            (new SseFrame.Event(new("x", Type: text)), "Type"),
            (new SseFrame.Event(new("x", LastEventId: text)), "LastEventId"),
            (new SseFrame.Id(text), "LastEventId"),
        }
        select new TestCaseData(refused.Frame, refused.Property);

    [Test]
    public void Writes_the_data_and_a_blank_line() =>
        Assert.That(Written(new SseEvent("x")), Is.EqualTo("data: x\n\n"));

    [Test]
    public void Writes_the_type_before_the_data_and_the_id_after_it() =>
        Assert.That(Written(new SseEvent("x", "tick", "7")), Is.EqualTo("event: tick\ndata: x\nid: 7\n\n"));

    [TestCase("a\nb")]
    [TestCase("a\rb")]
    [TestCase("a\r\nb")]
    public void Any_newline_in_data_starts_a_data_line(string data) =>
        Assert.That(Written(new SseEvent(data)), Is.EqualTo("data: a\ndata: b\n\n"));

    [TestCase("")]
    [TestCase("größer 日本 🎈")]
    [TestCase("a\nb\r\n\rc\n")]
    [TestCase("\r")]
    public void Writes_UTF_8_data_as_the_same_text(string data)
    {
        var output = new ArrayBufferWriter<byte>();
        new SseEncoder().Write(Encoding.UTF8.GetBytes(data), "tick", "7", output);

        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo(Written(new SseEvent(data, "tick", "7"))));
    }

    [TestCase("a\n", "")]
    [TestCase("a", "1\r")]
    public void Rejects_UTF_8_data_with_an_invalid_type_or_id(string type, string id)
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.That(() => new SseEncoder().Write("x"u8, type, id, output), Throws.ArgumentException);
        Assert.That(output.WrittenCount, Is.Zero);
    }

    [Test]
    public void A_newline_at_the_end_of_data_is_an_empty_data_line() =>
        Assert.That(Written(new SseEvent("a\n")), Is.EqualTo("data: a\ndata: \n\n"));

    [Test]
    public void LF_CR_in_data_is_two_newlines() =>
        Assert.That(Written(new SseEvent("a\n\rb")), Is.EqualTo("data: a\ndata: \ndata: b\n\n"));

    [Test]
    public void Keeps_a_leading_space() =>
        Assert.That(Written(new SseEvent(" x", " t", " i")), Is.EqualTo("event:  t\ndata:  x\nid:  i\n\n"));

    [Test]
    public void Writes_each_line_of_a_comment_as_a_comment() =>
        Assert.That(Written(new SseFrame.Comment("a\ndata: b\r\n\rc")), Is.EqualTo(":a\n:data: b\n:\n:c\n"));

    [TestCase(0, "0")]
    [TestCase(9_999, "0")]
    [TestCase(15_000, "1")]
    [TestCase(30_000_000, "3000")]
    [TestCase(long.MaxValue, "922337203685477")]
    public void Writes_a_retry_in_whole_milliseconds(long ticks, string written) =>
        Assert.That(Written(new SseFrame.Retry(new(ticks))), Is.EqualTo($"retry: {written}\n"));

    [Test]
    [SetCulture("fa-IR")]
    public void Writes_a_retry_in_ASCII_digits_in_any_culture() =>
        Assert.That(Written(new SseFrame.Retry(TimeSpan.FromSeconds(3))), Is.EqualTo("retry: 3000\n"));

    [Test]
    public void Writes_an_id_only_when_it_changes() =>
        Assert.That(
            Written(
                new SseEvent("a"),
                new SseEvent("b", LastEventId: "1"),
                new SseEvent("c", LastEventId: "1"),
                new SseEvent("d", LastEventId: "2")),
            Is.EqualTo("data: a\n\ndata: b\nid: 1\n\ndata: c\n\ndata: d\nid: 2\n\n"));

    [Test]
    public void Writes_an_empty_id_when_the_id_becomes_empty() =>
        Assert.That(Written(new SseEvent("a", LastEventId: "1"), new SseEvent("b")), Is.EqualTo("data: a\nid: 1\n\ndata: b\nid: \n\n"));

    [Test]
    public void Writes_nothing_for_an_id_frame_that_does_not_change_the_id() =>
        Assert.That(
            Written(new SseFrame.Id("1"), new SseFrame.Id("1"), new SseFrame.Event(new("x", LastEventId: "1"))),
            Is.EqualTo("id: 1\n\ndata: x\n\n"));

    [TestCaseSource(nameof(Unsendable))]
    public void Rejects_an_invalid_type_or_id_by_name_and_writes_nothing(SseFrame frame, string property)
    {
        var output = new ArrayBufferWriter<byte>();

        var refusal = Assert.Throws<ArgumentException>(() => new SseEncoder().Write(frame, output));

        Assert.That(refusal.ParamName, Is.EqualTo(property));
        Assert.That(refusal.Message, Does.StartWith(
            $"{property} holds CR, LF or U+0000, which would end the field or make receivers ignore it. "
                + "Remove them, or send the value as data."));
        Assert.That(output.WrittenCount, Is.Zero);
    }

    [Test]
    public void Rejects_a_negative_retry_by_name_and_writes_nothing()
    {
        var output = new ArrayBufferWriter<byte>();

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new SseEncoder().Write(new SseFrame.Retry(new(-1)), output));

        Assert.That(refusal.ParamName, Is.EqualTo("ReconnectionTime"));
        Assert.That(refusal.Message, Does.StartWith("ReconnectionTime is negative. Use zero to ask for an immediate reconnect."));
        Assert.That(output.WrittenCount, Is.Zero);
    }

    [Test]
    public void Writes_the_id_of_a_rejected_event_with_the_next_event()
    {
        var encoder = new SseEncoder();
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<ArgumentException>(() => encoder.Write(new SseEvent("x", "a\nb", "1"), output));
        encoder.Write(new SseEvent("x", LastEventId: "1"), output);

        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo("data: x\nid: 1\n\n"));
    }

    [Test]
    public void A_rejected_event_is_the_error_of_FormatSse()
    {
        var seen = new Recorder<ReadOnlyMemory<byte>>();

        var events = new[] { new SseEvent("a"), new SseEvent("b", "\n"), new SseEvent("c") };
        using var subscription = events.ToObservable().FormatSse().Subscribe(seen);

        Assert.That(seen.Values.Select(bytes => Encoding.UTF8.GetString(bytes.Span)), Is.EqualTo(new[] { "data: a\n\n" }));
        Assert.That(seen.Error, Is.TypeOf<ArgumentException>());
    }

    [Test]
    public void The_default_event_equals_the_empty_event()
    {
        Assert.That(default(SseEvent), Is.EqualTo(new SseEvent("")));
        Assert.That(default(SseEvent).GetHashCode(), Is.EqualTo(new SseEvent("").GetHashCode()));
        Assert.That(Written(default(SseEvent)), Is.EqualTo("data: \n\n"));
    }

    private static string Written(params SseEvent[] events) => Encoding.UTF8.GetString(Formatting.Bytes(events));

    private static string Written(params SseFrame[] frames) => Encoding.UTF8.GetString(Formatting.Bytes(frames));
}
