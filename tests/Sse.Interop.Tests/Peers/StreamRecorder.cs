using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace Sse.Interop.Tests.Peers;

/// <summary>Connects the client to a stream, records its signals, and waits for conditions on them.</summary>
internal sealed class StreamRecorder : IDisposable
{
    private readonly ConcurrentQueue<SseSignal> _signals = new();
    private readonly SemaphoreSlim _changed = new(0); // not disposed: a signal may arrive while this object is disposed
    private readonly IDisposable _subscription;
    private Exception? _error;
    private bool _isCompleted;

    public StreamRecorder(Uri uri, SseOptions? options = null)
        : this(SseObservable.Signals(uri, options ?? FastReconnect))
    {
    }

    public StreamRecorder(IObservable<SseSignal> signals) => _subscription = signals.Subscribe(
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

    /// <summary>Options that reconnect after at most 200 ms.</summary>
    public static SseOptions FastReconnect { get; } = new()
    {
        ReconnectionTime = TimeSpan.FromMilliseconds(100),
        MaxBackoffDelay = TimeSpan.FromMilliseconds(200),
        Jitter = 0,
    };

    public IReadOnlyList<SseSignal> Signals => [.. _signals];

    public IReadOnlyList<SseEvent> Events => [.. _signals.OfType<SseSignal.Event>().Select(s => s.Value)];

    public int Opened => _signals.OfType<SseSignal.Opened>().Count();

    public int Disconnected => _signals.OfType<SseSignal.Disconnected>().Count();

    /// <summary>Waits until the condition is true.</summary>
    public async Task WaitUntilAsync(
        Func<StreamRecorder, bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var time = Stopwatch.StartNew();
        var deadline = within ?? Peer.Deadline;
        while (!condition(this))
        {
            var left = deadline - time.Elapsed;
            if (_error is not null || _isCompleted || left <= TimeSpan.Zero || !await _changed.WaitAsync(left))
            {
                if (condition(this))
                {
                    return;
                }

                var end = _isCompleted ? "The sequence completed." : $"{_error}";
                Assert.Fail($"Condition not met within {deadline.TotalSeconds:0} s: {expression}. {end}\nReceived:\n{this}");
            }
        }
    }

    /// <summary>Checks that the condition stays true for this long, to verify that something does not happen.</summary>
    public async Task RemainsAsync(
        Func<StreamRecorder, bool> condition, TimeSpan time, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var elapsed = Stopwatch.StartNew();
        while (elapsed.Elapsed < time)
        {
            Assert.That(
                condition(this), $"Condition violated after {elapsed.Elapsed.TotalMilliseconds:0} ms: {expression}.\nReceived:\n{this}");
            await Task.Delay(10);
        }
    }

    /// <summary>Waits until the sequence completes.</summary>
    public async Task WaitForCompletionAsync()
    {
        await WaitUntilAsync(c => c._isCompleted || c._error is not null);
        Assert.That(_error, Is.Null);
    }

    /// <summary>Waits until the sequence fails.</summary>
    public async Task<Exception> WaitForErrorAsync()
    {
        await WaitUntilAsync(c => c._error is not null);
        return _error!;
    }

    public void Dispose() => _subscription.Dispose();

    public override string ToString() => string.Join('\n', _signals.TakeLast(60));
}
