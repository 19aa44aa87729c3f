using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>Queries over what a server says of missing events: an event of type <see cref="SseGap.EventType"/>, see <see cref="SseGap"/>. <c>[beyond spec]</c></summary>
/// <remarks>
/// A gap counts for resuming as any event does: once it is received, the next connection asks for what comes after it. An event of that type whose data is no gap is another server's,
/// and stays an event.
/// </remarks>
public static class SseGapExtensions
{
    /// <summary>The gaps among the events.</summary>
    /// <param name="events">The events.</param>
    /// <returns>The gaps, as values.</returns>
    public static IObservable<SseGap> Gaps(this IObservable<SseEvent> events) =>
        events.Select(static e => SseGap.TryRead(e, out var gap) ? gap : (SseGap?)null).Where(static gap => gap is not null).Select(static gap => gap.GetValueOrDefault());

    /// <summary>The events without the gaps among them, so that none is taken for an event.</summary>
    /// <param name="events">The events.</param>
    /// <param name="onGap">Told of each gap in its place: after the event before it, and before the next. What it throws ends the sequence.</param>
    /// <returns>The events.</returns>
    public static IObservable<SseEvent> WithoutGaps(this IObservable<SseEvent> events, Action<SseGap> onGap)
    {
        ArgumentNullException.ThrowIfNull(onGap);
        return events.Where(e => !IsTold(e, onGap));
    }

    /// <inheritdoc cref="WithoutGaps(IObservable{SseEvent}, Action{SseGap})"/>
    public static IAsyncEnumerable<SseEvent> WithoutGaps(this IAsyncEnumerable<SseEvent> events, Action<SseGap> onGap)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(onGap);
        return Pulled(events, onGap);
    }

    private static async IAsyncEnumerable<SseEvent> Pulled(
        IAsyncEnumerable<SseEvent> events, Action<SseGap> onGap, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var e in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!IsTold(e, onGap))
            {
                yield return e;
            }
        }
    }

    private static bool IsTold(SseEvent e, Action<SseGap> onGap)
    {
        if (!SseGap.TryRead(e, out var gap))
        {
            return false;
        }

        onGap(gap);
        return true;
    }
}
