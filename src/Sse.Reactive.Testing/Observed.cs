using System.Reactive;
using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A recording of what a sequence produces, and when.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <remarks>
/// <see cref="Marbles.Expect{T}(IObservable{T}, string?)"/> and <see cref="Marbles.Run{T}(IObservable{T}, TimeSpan)"/> start one. The
/// recording continues whenever virtual time is played.
/// </remarks>
public sealed class Observed<T>
{
    private readonly Marbles _marbles;
    private readonly Func<IObserver<T>, IDisposable> _subscribe;
    private readonly FailureHints _hints;
    private readonly List<ObservedMessage<T>> _messages = [];
    private IDisposable? _subscription;
    private long? _endFrame; // nothing is recorded from this frame on

    internal Observed(Marbles marbles, Func<IObserver<T>, IDisposable> subscribe, FailureHints hints)
    {
        _hints = hints;
        _marbles = marbles;
        _subscribe = subscribe;
    }

    /// <summary>All notifications so far, in order.</summary>
    public IReadOnlyList<ObservedMessage<T>> Messages => _messages;

    /// <summary>All values so far, in order.</summary>
    public IReadOnlyList<T> Values =>
        [.. _messages.Where(message => message.Notification.Kind == NotificationKind.OnNext).Select(message => message.Notification.Value)];

    /// <summary>The error that ended the sequence; <see langword="null"/> if no error has occurred.</summary>
    public Exception? Error => _messages.Count > 0 ? _messages[^1].Notification.Exception : null;

    /// <summary>Whether the sequence has completed.</summary>
    public bool IsCompleted => _messages.Count > 0 && _messages[^1].Notification.Kind == NotificationKind.OnCompleted;

    /// <summary>Ends the subscription now. Recorded notifications are kept.</summary>
    public void Unsubscribe() => VirtualTime.WithoutSynchronizationContext(() =>
    {
        _subscription?.Dispose();
        return true;
    });

    /// <summary>Asserts that the sequence produces exactly these notifications, in these frames.</summary>
    /// <remarks>
    /// <para>Virtual time is first played to the end of the string's last frame, unless it is already past it.</para>
    /// <para><c>#</c> matches any error; inspect <see cref="Error"/> for which one. Values are compared with
    /// <see cref="object.Equals(object)"/>, and sequences item by item.</para>
    /// </remarks>
    /// <param name="marbles">The expected notifications, in frames from the creation of the <see cref="Marbles"/>.</param>
    /// <param name="letters">
    /// The values. If no value is given, each letter stands for itself: as a string, as a character, or as an event with the letter as its
    /// data.
    /// </param>
    /// <exception cref="MarbleSyntaxException">The string is invalid, a letter has no value, or a value is not used.</exception>
    /// <exception cref="Exception">
    /// The assertion failed: see <see cref="MarbleAssertionException"/>. The message shows both sequences as marble strings.
    /// </exception>
    /// <example>
    /// <code>
    /// var lengths = marbles.Hot("-a-b|", ('a', "one"), ('b', "three")).Select(e => e.Data.Length);
    /// marbles.Expect(lengths).ToBe("-a-b|", ('a', 3), ('b', 5));
    /// </code>
    /// </example>
    public void ToBe(string marbles, params (char Letter, T Value)[] letters) =>
        _marbles.ExpectMessages("The observed sequence is not as expected.", marbles, letters, Snapshot, _hints.Explain);

    /// <summary>Formats the recording as a marble string, with the values listed below it.</summary>
    /// <returns>The string, in frames from the creation of the <see cref="Marbles"/>.</returns>
    public override string ToString() => _marbles.Format(_messages);

    /// <summary>Subscribes now, or in the frame of <c>^</c>; unsubscribes in the frame of <c>!</c>.</summary>
    internal void Start(Diagram? subscription)
    {
        if (subscription is null)
        {
            Subscribe();
            return;
        }

        _endFrame = subscription.EndFrame;
        foreach (var symbol in subscription.Symbols)
        {
            Action action = symbol.Character == Symbol.Start ? Subscribe : Unsubscribe;
            var wait = symbol.Frame - _marbles.CurrentFrame;
            if (wait < 0)
            {
                var now = TimeProgression.Format(_marbles.CurrentFrame * _marbles.Frame);
                throw new MarbleSyntaxException($"This frame is in the past. Virtual time is at {now}.", subscription.Text, symbol.Column);
            }

            if (wait == 0)
            {
                action();
            }
            else
            {
                _marbles.Scheduler.Schedule(wait * _marbles.Frame, action);
            }
        }
    }

    private void Subscribe() => VirtualTime.WithoutSynchronizationContext(() => _subscription = _subscribe(Observer.Create<T>(
        value => Record(Notification.CreateOnNext(value)),
        error => Record(Notification.CreateOnError<T>(error)),
        () => Record(Notification.CreateOnCompleted<T>()))));

    private void Record(Notification<T> notification)
    {
        if (_marbles.CurrentFrame >= _endFrame)
        {
            Unsubscribe();
            return;
        }

        lock (_messages)
        {
            _messages.Add(new(_marbles.Now, notification));
        }

        _hints.Recorded(notification.HasValue ? notification.Value : notification);
    }

    /// <summary>A copy, because what runs in real time by mistake may still be recorded.</summary>
    private List<ObservedMessage<T>> Snapshot()
    {
        lock (_messages)
        {
            return [.. _messages];
        }
    }
}
