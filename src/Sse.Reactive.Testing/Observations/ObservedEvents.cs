namespace Sse.Reactive.Testing;

/// <summary>Expectations of events, in the words of <see cref="SseMarble"/>.</summary>
public static class ObservedEvents
{
    /// <summary>Asserts which events are observed, and in which frame. The same as <see cref="Observed{T}.ToBe"/>, but strings stand for the data of plain events.</summary>
    /// <param name="observed">What is observed.</param>
    /// <param name="marbles">What is expected, in frames from where virtual time began.</param>
    /// <param name="letters">The events. Wire text has to be that of one event.</param>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, a value is never used, or is not one event.</exception>
    public static void ToBe(this Observed<SseEvent> observed, string marbles, params (char Letter, SseMarble Value)[] letters)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(letters);
        observed.ToBe(marbles, [.. letters.Select(l => (l.Letter, OneEvent(l.Letter, l.Value, marbles)))]);
    }

    private static SseEvent OneEvent(char letter, SseMarble value, string marbles)
    {
        if (value.Event is { } given)
        {
            return given;
        }

        var events = value.Decode(new());
        return events.Count == 1
            ? events[0]
            : throw new MarbleSyntaxException($"'{letter}' stands for wire text that holds {events.Count} events. Where events are expected, a letter is one.", marbles);
    }
}
