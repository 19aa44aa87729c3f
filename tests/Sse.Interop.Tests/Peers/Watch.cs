using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace Sse.Interop.Tests.Peers;

/// <summary>Our client on a stream: what it saw so far, and waiting for what it is to see.</summary>
internal sealed class Watch : IDisposable
{
    private readonly ConcurrentQueue<SseSignal> _signals = new();
    private readonly SemaphoreSlim _changed = new(0); // never disposed of: a signal may be on its way while this is
    private readonly IDisposable _subscription;
    private Exception? _error;
    private bool _isCompleted;

    public Watch(Uri uri, SseOptions? options = null)
        : this(SseObservable.Signals(uri, options ?? Quick))
    {
    }

    public Watch(IObservable<SseSignal> signals) => _subscription = signals.Subscribe(
        signal =>
        {
            _signals.Enqueue(signal);
            _changed.Release();
        },
        error =>
        {
            _error = error;
            _changed.Release();
        },
        () =>
        {
            _isCompleted = true;
            _changed.Release();
        });

    /// <summary>Comes back soon, whatever happens.</summary>
    public static SseOptions Quick { get; } = new()
    {
        ReconnectionTime = TimeSpan.FromMilliseconds(100),
        MaxBackoffDelay = TimeSpan.FromMilliseconds(200),
        Jitter = 0,
    };

    public IReadOnlyList<SseSignal> Signals => [.. _signals];

    public IReadOnlyList<SseEvent> Events => [.. _signals.OfType<SseSignal.Event>().Select(s => s.Value)];

    public int Opened => _signals.OfType<SseSignal.Opened>().Count();

    public int Disconnected => _signals.OfType<SseSignal.Disconnected>().Count();

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Watch, bool> isSo, TimeSpan? within = null, [CallerArgumentExpression(nameof(isSo))] string said = "")
    {
        var time = Stopwatch.StartNew();
        var deadline = within ?? Peer.Deadline;
        while (!isSo(this))
        {
            var left = deadline - time.Elapsed;
            if (_error is not null || _isCompleted || left <= TimeSpan.Zero || !await _changed.WaitAsync(left))
            {
                if (isSo(this))
                {
                    return;
                }

                Assert.Fail($"Not so within {deadline.TotalSeconds:0} s: {said}. {(_isCompleted ? "Completed. " : "")}{_error}\nSeen:\n{this}");
            }
        }
    }

    /// <summary>Looks for a while whether something stays so: that a thing does not come can be seen only by waiting for it.</summary>
    public async Task StaysAsync(Func<Watch, bool> isSo, TimeSpan time, [CallerArgumentExpression(nameof(isSo))] string said = "")
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            Assert.That(isSo(this), $"No longer so after {watch.Elapsed.TotalMilliseconds:0} ms: {said}.\nSeen:\n{this}");
            await Task.Delay(10);
        }
    }

    /// <summary>Waits for the end of the sequence.</summary>
    public async Task CompletedAsync()
    {
        await UntilAsync(w => w._isCompleted || w._error is not null);
        Assert.That(_error, Is.Null);
    }

    /// <summary>Waits for the sequence's error.</summary>
    public async Task<Exception> ErrorAsync()
    {
        await UntilAsync(w => w._error is not null);
        return _error!;
    }

    public void Dispose() => _subscription.Dispose();

    public override string ToString() => string.Join('\n', _signals.TakeLast(60));
}
