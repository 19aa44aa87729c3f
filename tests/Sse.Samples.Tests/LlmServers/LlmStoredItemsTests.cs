using System.Text.Json;
using LlmServer.Apis;

namespace Sse.Samples.Tests;

/// <summary>What the LLM server sample keeps of responses, and what it removes.</summary>
public sealed class LlmStoredItemsTests
{
    private readonly Clock _time = new();
    private StoredItems _stored = null!;

    [SetUp]
    public void Create() => _stored = new(_time);

    [Test]
    public void A_conversation_takes_as_much_memory_as_its_items()
    {
        const int Turns = 500;
        string? previous = null;
        var sizes = new List<long>();
        for (var turn = 0; turn < Turns; turn++)
        {
            previous = Add($"{turn}", previous, 1000);
            sizes.Add(_stored.Size);
        }

        Assert.That(sizes[^1], Is.EqualTo(Turns * sizes[0]).Within(1).Percent);
        Assert.That(_stored.FindConversation(previous!)!.Select(Text), Is.EqualTo(
            Enumerable.Range(0, Turns).SelectMany(turn => new[] { $"question {turn}", $"answer {turn}" })));
    }

    [Test]
    public void The_newest_response_is_found_and_what_was_not_used_for_the_longest_time_goes_first()
    {
        const int Size = 5_000_000;
        var first = Add("first", null, 1000);
        var second = Add("second", null, 1000);
        for (var i = 0; i < 40; i++)
        {
            var newest = Add($"{i}", null, Size);
            Assert.That(_stored.FindConversation(newest), Is.Not.Null, newest);
            Assert.That(_stored.FindItem($"item {newest}"), Is.Not.Null, newest);
            Assert.That(_stored.FindConversation(first), Is.Not.Null, "It is in use.");
            Assert.That(_stored.Size, Is.LessThanOrEqualTo(StoredItems.MaxSize));
        }

        Assert.That(_stored.Size, Is.GreaterThan(StoredItems.MaxSize - (2 * Size)), "Too much was removed.");
        Assert.That(_stored.FindConversation(second), Is.Null);
        Assert.That(_stored.FindItem($"item {second}"), Is.Null);
    }

    [Test]
    public void A_conversation_whose_beginning_goes_while_it_is_answered_is_kept_whole()
    {
        var first = Add("first", null, 1000);
        var request = Request("second", first, 1000);
        Assert.That(request.Items, Has.Count.EqualTo(3));
        for (var i = 0; i < 20; i++)
        {
            Add($"{i}", null, 5_000_000);
        }

        Assert.That(_stored.FindConversation(first), Is.Null);
        _stored.Add("second", request, [Item("second")]);

        Assert.That(_stored.FindConversation("second"), Has.Exactly(4).Items);
    }

    [Test]
    public void A_conversation_that_is_longer_than_what_is_kept_is_not_kept_and_removes_nothing()
    {
        var other = Add("other", null, 1000);
        string? previous = null;
        var sizes = new List<long>();
        for (var turn = 0; turn < 4; turn++)
        {
            previous = Add($"{turn}", previous, 20_000_000);
            sizes.Add(_stored.Size);
        }

        Assert.That(_stored.FindConversation("2"), Is.Not.Null);
        Assert.That(_stored.FindConversation("3"), Is.Null);
        Assert.That(_stored.FindConversation(other), Is.Not.Null);
        Assert.That(sizes[^1], Is.EqualTo(sizes[^2]));
    }

    [Test]
    public void A_conversation_is_kept_for_an_hour_after_it_was_used_last()
    {
        var first = Add("first", null, 1000);
        _time.Now += TimeSpan.FromMinutes(50);
        var second = Add("second", first, 1000);
        _time.Now += TimeSpan.FromMinutes(50);

        Assert.That(_stored.FindConversation(second), Has.Exactly(4).Items);
        _time.Now += TimeSpan.FromMinutes(61);
        Assert.That(_stored.FindConversation(second), Is.Null);
        Assert.That(_stored.FindItem($"item {second}"), Is.Null);
        Assert.That(_stored.Size, Is.Zero);
    }

    private static JsonElement Item(string id) =>
        JsonElement.Parse($$"""{"id":"item {{id}}","role":"assistant","content":"answer {{id}}"}""");

    private static string? Text(JsonElement item) => item.GetProperty("content").GetString();

    private string Add(string id, string? previous, int size)
    {
        _stored.Add(id, Request(id, previous, size), [Item(id)]);
        return id;
    }

    private ResponseRequest Request(string id, string? previous, int size)
    {
        var input = $$"""[{"role":"user","content":"question {{id}}","padding":"{{new string('x', size)}}"}]""";
        return new(JsonElement.Parse(input), PreviousResponseId: previous) { Stored = _stored };
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
