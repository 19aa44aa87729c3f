namespace Sse.Protocol.Tests;

/// <summary>Gaps written as events and read back.</summary>
public class GapTests
{
    [TestCase(SseGapReason.Unknown, null, "prices/1", "{\"reason\":\"unknown\",\"after\":\"prices/1\"}")]
    [TestCase(SseGapReason.Expired, 3L, "7", "{\"reason\":\"expired\",\"count\":3,\"after\":\"7\"}")]
    [TestCase(SseGapReason.Overflow, 1L, "", "{\"reason\":\"overflow\",\"count\":1}")]
    [TestCase(SseGapReason.Unknown, null, "größer \"日本\" <", null)]
    public void A_gap_is_written_as_an_event_and_read_back(SseGapReason reason, long? count, string after, string? data)
    {
        var gap = new SseGap(reason, count, after);
        var e = gap.ToEvent("9");

        Assert.That((e.Type, e.LastEventId), Is.EqualTo(("sse-gap", "9")));
        Assert.That(e.Data, Is.EqualTo(data ?? e.Data));
        Assert.That(SseGap.TryRead(e, out var read));
        Assert.That(read, Is.EqualTo(gap));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("7")]
    [TestCase("{\"reason\":7}")]
    [TestCase("{\"reason\":\"else\"}")]
    [TestCase("{\"reason\":\"\\ud800\"}")]
    [TestCase("{\"\\ud800reason\":\"expired\"}")]
    [TestCase("{\"reason\":\"expired\",\"after\":\"\\ud800\"}")]
    public void Other_data_is_not_a_gap(string data) =>
        Assert.That(SseGap.TryRead(new(data, SseGap.EventType), out _), Is.False);

    [TestCase("{\"reason\":\"expired\",\"count\":\"3\"}")]
    [TestCase("{\"reason\":\"expired\",\"count\":1.5,\"after\":7}")]
    [TestCase("{\"reason\":\"expired\",\"count\":99999999999999999999}")]
    public void Invalid_optional_properties_are_ignored(string data)
    {
        Assert.That(SseGap.TryRead(new(data, SseGap.EventType), out var gap));
        Assert.That(gap, Is.EqualTo(new SseGap(SseGapReason.Expired)));
    }

    [Test]
    public void An_event_of_another_type_is_not_a_gap() =>
        Assert.That(SseGap.TryRead(new SseGap(SseGapReason.Unknown).ToEvent() with { Type = "message" }, out _), Is.False);

    [Test]
    public void The_default_has_no_null_properties() =>
        Assert.That(default(SseGap).After, Is.Empty);
}
