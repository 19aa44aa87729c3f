using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Sends a message after each interval of silence, so that proxies keep the connection open and a vanished client is noticed.
/// </summary>
internal sealed class Heartbeat(ClientConnection connection, SseServerOptions options, TimeSpan interval) : IDisposable
{
    private readonly SerialDisposable _timer = new();

    public void Start() => Schedule(interval);

    public void Dispose() => _timer.Dispose();

    private void Schedule(TimeSpan delay)
    {
        // Assigned before the timer is set: a timer that fires at once sets the next one, which this assignment must not dispose of.
        var timer = new SingleAssignmentDisposable();
        _timer.Disposable = timer;
        timer.Disposable = options.Scheduler.Schedule(delay, OnTimer);
    }

    private void OnTimer()
    {
        var silence = connection.Silence;
        if (silence >= interval)
        {
            connection.Send(EncodedEvent.Of(options.Heartbeat), onlyIfIdle: true);
            silence = TimeSpan.Zero;
        }

        Schedule(silence > TimeSpan.Zero ? interval - silence : interval);
    }
}
