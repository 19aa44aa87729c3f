namespace Sse.Reactive.Testing;

/// <summary>Assertions on observed events, whose expected values can be written as <see cref="SseMarble"/>.</summary>
public static class ObservedEventExtensions
{
    /// <summary>
    /// Asserts that the sequence produces exactly these events, in these frames: <see cref="Observed{T}.ToBe"/>, where a string is the data
    /// of an event.
    /// </summary>
    /// <param name="observed">The recording.</param>
    /// <param name="marbles">The expected events, in frames from the creation of the <see cref="Marbles"/>.</param>
    /// <param name="letters">
    /// The events: as events, as data (a string), or as wire text of exactly one event. If no value is given, each letter is the data of an
    /// event.
    /// </param>
    /// <exception cref="MarbleSyntaxException">
    /// The string is invalid, a letter has no value, a value is not used, or a value is not exactly one event.
    /// </exception>
    /// <exception cref="Exception">
    /// The assertion failed: see <see cref="MarbleAssertionException"/>. The message shows both sequences as marble strings.
    /// </exception>
    /// <example>
    /// <code>
    /// var events = SseObservable.Connect(server.Transport, server.Options);
    /// server.Expect(events).ToBe("--a-b", ('a', "hello"), ('b', new SseEvent("42", "price", LastEventId: "7")));
    /// </code>
    /// </example>
    public static void ToBe(this Observed<SseEvent> observed, string marbles, params (char Letter, SseMarble Value)[] letters)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(letters);
        observed.ToBe(marbles, [.. letters.Select(l => (l.Letter, ToEvent(l.Letter, l.Value, marbles)))]);
    }

    private static SseEvent ToEvent(char letter, SseMarble value, string marbles)
    {
        if (value.Event is { } given)
        {
            return given;
        }

        var events = value.Decode(new());
        return events.Count == 1
            ? events[0]
            : throw new MarbleSyntaxException(
                $"'{letter}' stands for wire text of {events.Count} events. Where events are expected, a letter must be exactly one.",
                marbles);
    }
}
