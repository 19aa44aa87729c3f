using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>
/// Operators for the gaps that a server reports: events of type <see cref="SseGap.EventType"/>, see <see cref="SseGap"/>. <c>[beyond
/// spec]</c>
/// </summary>
/// <remarks>
/// A gap has a last event ID, as any event: after it, the next connection resumes from there. An event of that type whose data is not a gap
/// comes from another kind of server, and is left as it is.
/// </remarks>
public static class SseGapExtensions
{
    /// <summary>Selects the gaps.</summary>
    /// <param name="events">The events.</param>
    /// <returns>The gaps among the events.</returns>
    public static IObservable<SseGap> Gaps(this IObservable<SseEvent> events) =>
        events.Select(GapOf).Where(static gap => gap is not null).Select(static gap => gap.GetValueOrDefault());

    /// <inheritdoc cref="Gaps(IObservable{SseEvent})"/>
    public static IAsyncEnumerable<SseGap> Gaps(this IAsyncEnumerable<SseEvent> events) =>
        events.Select(GapOf).Where(static gap => gap is not null).Select(static gap => gap.GetValueOrDefault());

    /// <summary>Removes the gaps from the events, and reports each of them.</summary>
    /// <example>
    /// <code>
    /// var events = SseObservable.Connect(uri).WithoutGaps(gap => logger.LogWarning("Events are missing: {Reason}", gap.Reason));
    /// </code>
    /// </example>
    /// <param name="events">The events.</param>
    /// <param name="onGap">
    /// Receives each gap, after the event before it and before the next one. An exception that it throws ends the sequence, without a
    /// reconnect.
    /// </param>
    /// <returns>The events that are not gaps.</returns>
    public static IObservable<SseEvent> WithoutGaps(this IObservable<SseEvent> events, Action<SseGap> onGap)
    {
        ArgumentNullException.ThrowIfNull(onGap);
        return events.Where(e => !Report(e, onGap));
    }

    /// <inheritdoc cref="WithoutGaps(IObservable{SseEvent}, Action{SseGap})"/>
    public static IAsyncEnumerable<SseEvent> WithoutGaps(this IAsyncEnumerable<SseEvent> events, Action<SseGap> onGap)
    {
        ArgumentNullException.ThrowIfNull(onGap);
        return events.Where(e => !Report(e, onGap));
    }

    private static SseGap? GapOf(SseEvent e) => SseGap.TryRead(e, out var gap) ? gap : null;

    private static bool Report(SseEvent e, Action<SseGap> onGap)
    {
        if (GapOf(e) is not { } gap)
        {
            return false;
        }

        onGap(gap);
        return true;
    }
}
