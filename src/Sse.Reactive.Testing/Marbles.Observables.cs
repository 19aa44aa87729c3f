using System.Reactive.Subjects;

namespace Sse.Reactive.Testing;

/// <summary>Observables made from marble strings.</summary>
public partial class Marbles
{
    /// <summary>Events that begin to come now, whether anyone is subscribed or not.</summary>
    /// <param name="marbles">
    /// When. What stands before a <c>^</c> has happened already: the frame of <c>^</c> is now, and nobody sees what was before.
    /// </param>
    /// <param name="letters">
    /// What the letters stand for: events, strings (the data of one), wire text (any number of them, also across letters). If none is given, each letter is the data of an event.
    /// </param>
    /// <returns>The events; <c>#</c> is an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, or a value is never used.</exception>
    public MarbleObservable<SseEvent> Hot(string marbles, params (char Letter, SseMarble Value)[] letters) => Hot(Score.OfEvents(HotDiagram(marbles), letters));

    /// <summary>Events that begin to come when someone subscribes, anew for each.</summary>
    /// <param name="marbles">When, in frames from the subscription.</param>
    /// <param name="letters">What the letters stand for, as in <see cref="Hot"/>.</param>
    /// <returns>The events; <c>#</c> is an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, or a value is never used.</exception>
    public MarbleObservable<SseEvent> Cold(string marbles, params (char Letter, SseMarble Value)[] letters) => Cold(Score.OfEvents(ColdDiagram(marbles), letters));

    /// <summary><see cref="Hot"/>, of values of any type.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="marbles">When, as in <see cref="Hot"/>.</param>
    /// <param name="letters">The values. If none is given, letters stand for themselves where the type is a string, a character or an event.</param>
    /// <returns>The values; <c>#</c> is an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, or a value is never used.</exception>
    public MarbleObservable<T> HotOf<T>(string marbles, params (char Letter, T Value)[] letters) => Hot(Score.Of(HotDiagram(marbles), letters));

    /// <summary><see cref="Cold"/>, of values of any type.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="marbles">When, in frames from the subscription.</param>
    /// <param name="letters">The values. If none is given, letters stand for themselves where the type is a string, a character or an event.</param>
    /// <returns>The values; <c>#</c> is an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, or a value is never used.</exception>
    public MarbleObservable<T> ColdOf<T>(string marbles, params (char Letter, T Value)[] letters) => Cold(Score.Of(ColdDiagram(marbles), letters));

    private Diagram HotDiagram(string marbles) => Diagram.OfSequenceWithStart(marbles, Frame);

    private Diagram ColdDiagram(string marbles) => Diagram.OfSequence(marbles, Frame);

    private MarbleObservable<T> Hot<T>(Score<T> score)
    {
        var subject = new Subject<T>();
        score.Play(subject, Scheduler, Frame);
        return new(this, subject.Subscribe);
    }

    private MarbleObservable<T> Cold<T>(Score<T> score) => new(this, observer => score.Play(observer, Scheduler, Frame));
}
