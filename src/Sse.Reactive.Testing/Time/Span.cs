namespace Sse.Reactive.Testing;

/// <summary>From when to when something lasted: a subscription, or a connection.</summary>
internal sealed class Span(TimeSpan from)
{
    public TimeSpan From { get; } = from;

    public TimeSpan? To { get; private set; }

    public void End(TimeSpan at) => To ??= at;
}
