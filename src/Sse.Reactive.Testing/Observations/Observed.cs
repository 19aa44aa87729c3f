using System.Reactive;

namespace Sse.Reactive.Testing;

/// <summary>What was observed, and when.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class Observed<T>
{
    private readonly Marbles _marbles;
    private readonly Func<IObserver<T>, IDisposable> _subscribe;
    private readonly List<ObservedMessage<T>> _messages = [];
    private IDisposable? _subscription;

    internal Observed(Marbles marbles, Func<IObserver<T>, IDisposable> subscribe)
    {
        _marbles = marbles;
        _subscribe = subscribe;
    }

    /// <summary>All that was observed so far, in order.</summary>
    public IReadOnlyList<ObservedMessage<T>> Messages => _messages;

    /// <summary>The values observed so far.</summary>
    public IReadOnlyList<T> Values => [.. _messages.Where(m => m.What.Kind == NotificationKind.OnNext).Select(m => m.What.Value)];

    /// <summary>The error that it ended in; <see langword="null"/> as long as there is none.</summary>
    public Exception? Error => _messages.Count > 0 ? _messages[^1].What.Exception : null;

    /// <summary>Whether it has completed.</summary>
    public bool IsCompleted => _messages.Count > 0 && _messages[^1].What.Kind == NotificationKind.OnCompleted;

    /// <summary>Ends the subscription.</summary>
    public void Unsubscribe() => VirtualTime.WithoutContext(() =>
    {
        _subscription?.Dispose();
        return true;
    });

    /// <summary>
    /// Asserts what is observed, and in which frame; nothing else may have been observed. Virtual time is first played to the end of the
    /// marble string, if it is not there yet.
    /// </summary>
    /// <remarks><c>#</c> is any error: look at <see cref="Error"/> for which. Values are equal if they say so, or if they are sequences of equal values.</remarks>
    /// <param name="marbles">What is expected, in frames from where virtual time began.</param>
    /// <param name="letters">The values. If none is given, letters stand for themselves where the type is a string, a character or an event (whose data they are).</param>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, or a value is never used.</exception>
    public void ToBe(string marbles, params (char Letter, T Value)[] letters) =>
        _marbles.ExpectMessages("What was observed is", marbles, letters, () => _messages);

    /// <summary>What was observed so far as a marble string, with the values listed below.</summary>
    /// <returns>The string, in frames from where virtual time began.</returns>
    public override string ToString() => _marbles.Show(_messages);

    /// <summary>The frame in which the subscription ends, before anything else happens in it; <see langword="null"/> if it does not.</summary>
    internal long? EndFrame { get; set; }

    internal void Subscribe() => VirtualTime.WithoutContext(() => _subscription = _subscribe(Observer.Create<T>(
        value => Record(Notification.CreateOnNext(value)),
        error => Record(Notification.CreateOnError<T>(error)),
        () => Record(Notification.CreateOnCompleted<T>()))));

    private void Record(Notification<T> what)
    {
        if (_marbles.CurrentFrame >= EndFrame)
        {
            Unsubscribe();
            return;
        }

        _messages.Add(new(_marbles.Now, what));
    }
}
