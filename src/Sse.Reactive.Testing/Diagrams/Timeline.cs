using System.Reactive;

namespace Sse.Reactive.Testing;

/// <summary>Creates timelines from marble strings and the values of their letters.</summary>
internal static class Timeline
{
    public static Timeline<T> Create<T>(Diagram diagram, (char Letter, T Value)[] letters)
    {
        var values = new LetterValues<T>(diagram, letters);
        return Create(diagram, letter => Enumerable.Repeat(values[letter], 1));
    }

    /// <summary>A timeline of events. Wire text may hold any number of events, and an event may span several letters.</summary>
    public static Timeline<SseEvent> CreateEvents(Diagram diagram, (char Letter, SseMarble Value)[] letters)
    {
        var values = new LetterValues<SseMarble>(diagram, letters);
        var decoder = new SseDecoder();
        return Create<SseEvent>(diagram, letter => values[letter].Event is { } value ? [value] : values[letter].Decode(decoder));
    }

    private static Timeline<T> Create<T>(Diagram diagram, Func<char, IEnumerable<T>> valuesOf)
    {
        var entries =
            from symbol in diagram.Symbols
            where symbol.Character != Symbol.Start
            from notification in symbol.Character switch
            {
                Symbol.Completion => [Notification.CreateOnCompleted<T>()],
                Symbol.Error => [Notification.CreateOnError<T>(new InvalidOperationException("The error of '#' in a marble string."))],
                var letter => valuesOf(letter).Select(Notification.CreateOnNext),
            }
            select new TimelineEntry<T>(symbol.Frame, symbol.Character, notification);
        return new(diagram, [.. entries]);
    }
}
