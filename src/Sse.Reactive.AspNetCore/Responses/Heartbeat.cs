using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore;

/// <summary>A comment after each silence of a certain length: proxies keep the connection, and a client that is gone is noticed.</summary>
internal sealed class Heartbeat(ClientConnection connection, IScheduler scheduler, TimeSpan interval) : IDisposable
{
    private readonly SerialDisposable _timer = new();

    public void Start() => LookIn(interval);

    public void Dispose() => _timer.Dispose();

    private void LookIn(TimeSpan time)
    {
        // In place before the timer is set: one that goes off at once sets the next, which must not be disposed of for this one.
        var timer = new SingleAssignmentDisposable();
        _timer.Disposable = timer;
        timer.Disposable = scheduler.Schedule(time, Look);
    }

    private void Look()
    {
        var silence = connection.Silence;
        if (silence >= interval)
        {
            connection.Send(EncodedEvent.Heartbeat, onlyIfNoneWaits: true);
            silence = TimeSpan.Zero;
        }

        LookIn(silence > TimeSpan.Zero ? interval - silence : interval);
    }
}
