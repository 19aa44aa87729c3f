using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>Connects to the first address that answers, so that dead addresses cost little time (RFC 8305, "Happy Eyeballs").</summary>
/// <remarks>
/// An attempt starts every 250 ms, and at once after a failure, until one succeeds. The others are then cancelled, and a connection that
/// one of them makes nevertheless is disposed. If all fail, the error is that of the attempt that failed last.
/// </remarks>
internal sealed class AddressRace<T> : IDisposable
    where T : class, IDisposable
{
    /// <summary>The time that an attempt has before the next one starts too (RFC 8305, 5: Connection Attempt Delay).</summary>
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Queue<IPAddress> _waiting;
    private readonly Func<IPAddress, CancellationToken, Task<T>> _connect;
    private readonly IScheduler _scheduler;
    private readonly CancellationTokenSource _losing = new();
    private readonly SerialDisposable _timer = new();
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    private AddressRace(
        IReadOnlyList<IPAddress> addresses, Func<IPAddress, CancellationToken, Task<T>> connect, IScheduler scheduler)
    {
        _waiting = new(AlternateFamilies(addresses));
        _connect = connect;
        _scheduler = scheduler;
    }

    /// <returns>The connection that was made first.</returns>
    public static async Task<T> RunAsync(
        IReadOnlyList<IPAddress> addresses,
        Func<IPAddress, CancellationToken, Task<T>> connect,
        IScheduler scheduler,
        CancellationToken cancellationToken)
    {
        using var race = new AddressRace<T>(addresses, connect, scheduler);
        using var cancelling = cancellationToken.UnsafeRegister(
            static (outcome, token) => ((TaskCompletionSource<T>)outcome!).TrySetCanceled(token), race._outcome);
        race.StartNext();
        return await race._outcome.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _losing.Cancel(); // not disposed of: an attempt that is just starting reads its token
    }

    /// <summary>RFC 8305, 4: the families take turns, beginning with that of the first address, each in its order.</summary>
    private static IEnumerable<IPAddress> AlternateFamilies(IReadOnlyList<IPAddress> addresses)
    {
        var families = addresses.ToLookup(address => address.AddressFamily == addresses[0].AddressFamily);
        var (first, second) = (families[true].ToList(), families[false].ToList());
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            foreach (var family in new[] { first, second }.Where(family => i < family.Count))
            {
                yield return family[i];
            }
        }
    }

    private void StartNext()
    {
        IPAddress address;
        lock (_gate)
        {
            if (_waiting.Count == 0 || _outcome.Task.IsCompleted)
            {
                return;
            }

            address = _waiting.Dequeue();
            _running++;
            _timer.Disposable = _waiting.Count > 0 ? _scheduler.Schedule(AttemptDelay, StartNext) : Disposable.Empty;
        }

        _connect(address, _losing.Token)
            .ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Ended(Task<T> attempt)
    {
        if (attempt.Status == TaskStatus.RanToCompletion)
        {
            if (!_outcome.TrySetResult(attempt.Result))
            {
                attempt.Result.Dispose();
            }

            return;
        }

        bool isLast;
        lock (_gate)
        {
            isLast = --_running == 0 && _waiting.Count == 0;
        }

        var error = attempt.Exception?.InnerException ?? new OperationCanceledException();
        if (isLast)
        {
            _outcome.TrySetException(error);
        }
        else
        {
            StartNext();
        }
    }
}
