using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>A marble string with its values: what happens in which frame.</summary>
/// <param name="Diagram">The string.</param>
/// <param name="Notes">What happens, in order, and which letter or sign it was.</param>
internal sealed record Score<T>(Diagram Diagram, IReadOnlyList<Note<T>> Notes)
{
    /// <summary>Plays from now on, in frames from <c>^</c>; what was before has happened already.</summary>
    public IDisposable Play(IObserver<T> observer, IScheduler scheduler, TimeSpan frame) =>
        new CompositeDisposable(Notes
            .Where(note => note.Frame >= Diagram.StartFrame)
            .Select(note => scheduler.Schedule((note.Frame - Diagram.StartFrame) * frame, () => note.What.Accept(observer))));
}

/// <summary>One thing that happens.</summary>
internal readonly record struct Note<T>(long Frame, char Sign, Notification<T> What);

internal static class Score
{
    public static Score<T> Of<T>(Diagram diagram, (char Letter, T Value)[] letters)
    {
        var values = new Letters<T>(diagram, letters);
        return Of(diagram, letter => Enumerable.Repeat(values[letter], 1));
    }

    /// <summary>Events; wire text may hold any number of them, and half of one that another letter ends.</summary>
    public static Score<SseEvent> OfEvents(Diagram diagram, (char Letter, SseMarble Value)[] letters)
    {
        var values = new Letters<SseMarble>(diagram, letters);
        var decoder = new SseDecoder();
        return Of<SseEvent>(diagram, letter => values[letter].Event is { } value ? [value] : values[letter].Decode(decoder));
    }

    private static Score<T> Of<T>(Diagram diagram, Func<char, IEnumerable<T>> valuesOf)
    {
        var notes =
            from mark in diagram.Marks
            where mark.Sign != Mark.Start
            from what in mark.Sign switch
            {
                Mark.Completion => [Notification.CreateOnCompleted<T>()],
                Mark.Error => [Notification.CreateOnError<T>(new InvalidOperationException("The '#' of a marble string."))],
                var letter => valuesOf(letter).Select(Notification.CreateOnNext),
            }
            select new Note<T>(mark.Frame, mark.Sign, what);
        return new(diagram, [.. notes]);
    }
}
