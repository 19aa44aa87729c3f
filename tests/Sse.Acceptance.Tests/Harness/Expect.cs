namespace Sse.Acceptance.Tests;

/// <summary>
/// What must be true whatever has failed: nothing is lost, no ID comes twice, all have one order, gaps are only where they are due.
/// </summary>
internal static class Expect
{
    /// <summary>Each subscriber has received everything after an event, in the order of the engine, without a gap.</summary>
    public static void Everything(IEnumerable<Subscriber> subscribers, IReadOnlyList<SseEvent> stored, string after)
    {
        var expected = stored.Select(e => e.LastEventId).SkipWhile(id => id != after).Skip(1).ToList();
        foreach (var subscriber in subscribers)
        {
            Assert.That(subscriber.Gaps, Is.Empty);
            Same(subscriber.Ids, expected);
        }
    }

    /// <summary>A subscriber has received one gap after its latest event, which the engine has lost, and then what is stored.</summary>
    /// <param name="subscriber">The subscriber.</param>
    /// <param name="received">How many events it had received before the loss.</param>
    /// <param name="published">How many were published after the loss, which are the least that it must have received.</param>
    /// <param name="stored">What is stored.</param>
    public static void LostTail(Subscriber subscriber, int received, int published, IReadOnlyList<SseEvent> stored)
    {
        Assert.That(
            subscriber.Gaps.Select(g => (g.Gap.Reason, g.Before)), Is.EqualTo([(SseGapReason.Unknown, received)]), $"{subscriber}");
        var afterGap = subscriber.Ids.Skip(received).ToList();
        Assert.That(afterGap, Has.Count.GreaterThanOrEqualTo(published), "All that was published after the loss.");
        Same(afterGap, [.. stored.TakeLast(afterGap.Count).Select(e => e.LastEventId)]);
    }

    /// <summary>Every event that was confirmed is stored under the ID that its publisher received.</summary>
    public static void Confirmed(Dictionary<string, string> confirmed, IReadOnlyList<SseEvent> stored)
    {
        var byId = stored.ToDictionary(e => e.LastEventId, e => e.Data); // which fails if an ID is there twice
        Assert.That(confirmed.Where(c => !byId.TryGetValue(c.Value, out var data) || data != c.Key), Is.Empty);
    }

    /// <summary>Two sequences of IDs are the same; otherwise it names the missing IDs and the duplicates.</summary>
    public static void Same(IReadOnlyList<string> ids, IReadOnlyList<string> expected)
    {
        if (!ids.SequenceEqual(expected))
        {
            var twice = ids.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key);
            Assert.Fail(
                $"Received {ids.Count} of {expected.Count} events. Missing: {List(expected.Except(ids))}. Unexpected: "
                    + $"{List(ids.Except(expected))}. Twice: {List(twice)}. Otherwise the order differs.");
        }
    }

    private static string List(IEnumerable<string> ids) => $"[{string.Join(", ", ids.Take(10))}]";
}
