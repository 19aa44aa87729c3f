using System.Reactive.Subjects;

namespace Sse.Reactive.Testing;

/// <content>Hot and cold observables, made from marble strings.</content>
public partial class Marbles
{
    /// <summary>Creates a hot observable of events: they are produced from now on, whether or not there is a subscriber.</summary>
    /// <param name="marbles">
    /// The events and their frames. With <c>^</c>, its frame is the current one, and everything before it is in the past.
    /// </param>
    /// <param name="letters">
    /// The value of each letter: an event, the data of one (a string), or wire text of any number of events, which may span letters. If no
    /// value is given, each letter is the data of an event.
    /// </param>
    /// <returns>The events. <c>#</c> produces an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string is invalid, a letter has no value, or a value is not used.</exception>
    /// <example>
    /// <code>
    /// var prices = marbles.Hot("-a-^-b--|", ('a', new SseEvent("1.10", "price")), ('b', new SseEvent("1.20", "price")));
    /// marbles.Expect(prices).ToBe("--b--|", ('b', new SseEvent("1.20", "price")));
    /// </code>
    /// </example>
    public MarbleObservable<SseEvent> Hot(string marbles, params (char Letter, SseMarble Value)[] letters) =>
        Hot(Timeline.CreateEvents(ParseHot(marbles), letters));

    /// <summary>Creates a cold observable of events: each subscription starts them anew.</summary>
    /// <param name="marbles">The events, in frames from the subscription.</param>
    /// <param name="letters">The value of each letter, as in <see cref="Hot"/>.</param>
    /// <returns>The events. <c>#</c> produces an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string is invalid, a letter has no value, or a value is not used.</exception>
    public MarbleObservable<SseEvent> Cold(string marbles, params (char Letter, SseMarble Value)[] letters) =>
        Cold(Timeline.CreateEvents(ParseCold(marbles), letters));

    /// <summary>Creates a hot observable of values of any type: see <see cref="Hot"/>.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="marbles">The values and their frames, as in <see cref="Hot"/>.</param>
    /// <param name="letters">
    /// The values. If no value is given, each letter stands for itself: as a string, as a character, or as an event.
    /// </param>
    /// <returns>The values. <c>#</c> produces an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string is invalid, a letter has no value, or a value is not used.</exception>
    public MarbleObservable<T> HotOf<T>(string marbles, params (char Letter, T Value)[] letters) =>
        Hot(Timeline.Create(ParseHot(marbles), letters));

    /// <summary>Creates a cold observable of values of any type: see <see cref="Cold"/>.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="marbles">The values, in frames from the subscription.</param>
    /// <param name="letters">
    /// The values. If no value is given, each letter stands for itself: as a string, as a character, or as an event.
    /// </param>
    /// <returns>The values. <c>#</c> produces an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string is invalid, a letter has no value, or a value is not used.</exception>
    /// <example>
    /// <code>
    /// var numbers = marbles.ColdOf("-a-b|", ('a', 1), ('b', 2));
    /// marbles.Expect(numbers.Sum()).ToBe("----(s|)", ('s', 3));
    /// </code>
    /// </example>
    public MarbleObservable<T> ColdOf<T>(string marbles, params (char Letter, T Value)[] letters) =>
        Cold(Timeline.Create(ParseCold(marbles), letters));

    private Diagram ParseHot(string marbles) => Diagram.ParseSequenceWithStart(marbles, Frame);

    private Diagram ParseCold(string marbles) => Diagram.ParseSequence(marbles, Frame);

    private MarbleObservable<T> Hot<T>(Timeline<T> timeline)
    {
        var subject = new Subject<T>();
        timeline.Play(subject, Scheduler, Frame);
        return new(this, subject.Subscribe);
    }

    private MarbleObservable<T> Cold<T>(Timeline<T> timeline) => new(this, observer => timeline.Play(observer, Scheduler, Frame));
}
