using System.Globalization;

namespace Sse.Soak;

/// <summary>A client with a count: each event must be the one after the event before, or follow a gap that is due.</summary>
/// <param name="topic">The topic.</param>
/// <param name="last">The number of the event after which it starts; 0: with whichever comes first.</param>
internal sealed class Follower(string topic, long last) : IObserver<SseEvent>
{
    private long _last = last;
    private long? _missing = 0; // in the gaps since the last event; null if one has no count

    public string Topic => topic;

    public long Last => Volatile.Read(ref _last);

    public long Received { get; private set; }

    public int Gaps { get; private set; }

    /// <summary>What was wrong first; <see langword="null"/> if nothing was.</summary>
    public string? Failure { get; private set; }

    public IDisposable? Subscription { get; set; }

    public void OnNext(SseEvent value)
    {
        if (SseGap.TryRead(value, out var gap))
        {
            Gaps++;
            _missing += gap.Count;
            Check(topic == Topics.Short, $"a gap that is not due ({gap}) after event {_last}");
            return;
        }

        var number = long.Parse(value.LastEventId, CultureInfo.InvariantCulture);
        Check(value.Data.StartsWith($"{number} ", StringComparison.Ordinal), $"event {number} has the data of another");
        var isNext = _missing is { } count ? number == _last + count + 1 : number > _last;
        var between = _missing is null ? "a gap" : $"{_missing} missing events";
        Check(_last == 0 || isNext, $"event {number} after event {_last} and {between}");
        _missing = 0;
        Received++;
        Volatile.Write(ref _last, number);
    }

    public void OnError(Exception error) => Check(false, $"the sequence has failed: {error.Message}");

    public void OnCompleted() => Check(false, "the sequence has completed");

    private void Check(bool holds, string problem) => Failure ??= holds ? null : $"{topic}: {problem}";
}
