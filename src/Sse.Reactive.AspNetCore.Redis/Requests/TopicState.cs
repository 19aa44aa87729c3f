using System.Globalization;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>What is known about the stream of a topic, in one snapshot.</summary>
/// <param name="Time">The time of the server, in milliseconds.</param>
/// <param name="Oldest">The oldest event held; <see langword="null"/> if there is none.</param>
/// <param name="Newest">The newest event ever added, held or not; <see langword="null"/> if there is none, or no stream.</param>
/// <param name="HasRemoved">Whether events were removed from this stream.</param>
/// <param name="LastRemoved">The last event that was removed, if it is known.</param>
internal sealed record TopicState(ulong Time, RedisPosition? Oldest, RedisPosition? Newest, bool HasRemoved, RedisPosition? LastRemoved)
{
    /// <summary>The position after everything.</summary>
    public RedisPosition End => Newest ?? RedisPosition.Start(Time);

    public static TopicState Of(RedisResult result)
    {
        var values = (string[])result!;
        var time = ulong.Parse(values[0], CultureInfo.InvariantCulture);
        return values.Length == 1
            ? new(time, null, null, false, null)
            : new(time, PositionOf(values[1]), PositionOf(values[2]), values[3] != "0", PositionOf(values[4]));
    }

    /// <summary>Whether something was removed that a reader at this position has not seen, as far as it is known.</summary>
    /// <param name="position">A position of this topic.</param>
    /// <param name="maxAge">The maximum age of events.</param>
    public bool IsExpired(RedisPosition position, TimeSpan? maxAge) =>
        (HasRemoved && position.CompareTo(Oldest ?? End) < 0)
        || (maxAge is { } age && position.Milliseconds < Time - Math.Min(Time, age.TotalMilliseconds));

    private static RedisPosition? PositionOf(string entry) => entry is "" or "0-0" ? null : RedisPosition.Parse(entry);
}
