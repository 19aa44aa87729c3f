using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// One client: one writer at a time, by hand-over. A publisher that finds nobody writing, and so nothing waiting, writes straight to the response. Where the response
/// wants it to wait, or others came meanwhile, a drain goes on in its place; what comes during a drain waits in the outbox, and gets one flush per drain.
/// </summary>
/// <param name="start">Starts the response: the first flush sends its headers.</param>
/// <param name="pipe">The response's body.</param>
/// <param name="reset">Resets the client's connection, which completes a flush that is pending.</param>
/// <param name="options">The options.</param>
/// <param name="telemetry">What is measured of it.</param>
/// <param name="logger">Where ends are logged.</param>
internal sealed class ClientConnection(Func<Task> start, PipeWriter pipe, Action reset, SseServerOptions options, StreamTelemetry telemetry, ILogger logger) : IThreadPoolWorkItem, IDisposable
{
    /// <summary>What one drain writes before it flushes: as much as Kestrel buffers for a response before it makes a flush wait.</summary>
    private const int DrainBytes = 64 * 1024;

    private WriterState _state = new(options.Overflow.Open(options));
    private ResponseWriter _response = new(pipe, options, telemetry);
    private readonly SourceSubscription _subscription = new(logger);
    private ExceptionDispatchInfo? _notOpened;
    private int _isOpening;

    public bool PacesTopics => options.Overflow.Paces;

    /// <summary>For how long nothing was written. From any thread.</summary>
    public TimeSpan Silence => _response.Silence;

    /// <summary>Sends what a source gives, to its end or the client's. Throws if the headers could not be sent.</summary>
    public async Task RunAsync(Func<ClientConnection, IDisposable> source)
    {
        using var heartbeat = options.HeartbeatInterval is { } interval ? new Heartbeat(this, options.Scheduler, interval) : null;
        try
        {
            heartbeat?.Start();
            _subscription.Begin(() => source(this));
        }
        catch (Exception error) // whatever a source throws is its error
        {
            Fail(error);
        }

        Open(); // not before: a client that sees the stream open has its place, and what is published from then on comes
        await _state.Ended.ConfigureAwait(false);
        ServerLog.Ended(logger, _state.Reason);
        telemetry.Ended(_state.Reason, _state.Measure().Dropped, _state.Abandoned());
        _notOpened?.Throw();
    }

    /// <summary>Sends a message, now or after what waits. Never waits; from any thread.</summary>
    /// <param name="message">The message.</param>
    /// <param name="onlyIfNoneWaits">Whether it is not worth sending if others wait.</param>
    public void Send(EncodedEvent message, bool onlyIfNoneWaits = false)
    {
        switch (_state.Admit(message, onlyIfNoneWaits))
        {
            case SendOutcome.Write:
                WriteThrough(message);
                break;
            case SendOutcome.Waits when Volatile.Read(ref _isOpening) == 0: // the source delivers already, while it is subscribed to
                Open();
                break;
            case SendOutcome.Overflow:
                ServerLog.TooSlow(logger, options.MaxQueuedMessages, options.MaxQueuedBytes);
                _subscription.Dispose();
                break;
        }
    }

    /// <summary>Ends the stream in good order, after what waits. Nothing more is accepted.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="reconnectionTime">A last <c>retry</c>; <see langword="null"/> for none.</param>
    public void Complete(EndReason reason, TimeSpan? reconnectionTime = null)
    {
        if (_state.Complete(reason, reconnectionTime is { } time ? EncodedEvent.Of(new SseFrame.Retry(time)) : null))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        _subscription.Dispose();
    }

    /// <summary>The source has failed: clients are to come back.</summary>
    public void Fail(Exception error)
    {
        ServerLog.SourceFailed(logger, error);
        Complete(EndReason.SourceFailed, options.ReconnectionTime ?? TimeSpan.FromSeconds(3));
    }

    /// <summary>The client is gone: nothing is worth writing any more.</summary>
    public void Abort()
    {
        _state.Abort(EndReason.ClientClosed);
        _subscription.Dispose();
    }

    /// <summary>Resets the connection.</summary>
    public void Reset(EndReason reason)
    {
        if (_state.TryReset(reason, reset))
        {
            ServerLog.WasReset(logger, reason, options);
            _subscription.Dispose();
        }
    }

    /// <inheritdoc cref="IPacedObserver.IsReady"/>
    public bool IsReady(IPausedSource source) => _state.IsReady(source);

    /// <summary>Becomes the writer and writes nothing yet, if there is none: what is sent waits for <see cref="Release"/>, and gets one flush.</summary>
    public bool TryHold() => _state.TryHold();

    /// <summary>Writes what waits.</summary>
    public void Release() => _ = DrainAsync(new(true));

    public void Dispose() => _subscription.Dispose();

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync(new(true));

    /// <summary>Sends the headers, and what waits then; once.</summary>
    private void Open()
    {
        if (Interlocked.Exchange(ref _isOpening, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static c => _ = c.DrainAsync(c.OpenAsync()), this, preferLocal: false);
        }
    }

    /// <returns>Whether there is still a client.</returns>
    private async ValueTask<bool> OpenAsync()
    {
        try
        {
            await start().ConfigureAwait(false);
            if (options.ReconnectionTime is { } time)
            {
                _response.Write(EncodedEvent.Of(new SseFrame.Retry(time)));
            }

            return await _response.FlushAsync(this).ConfigureAwait(false);
        }
        catch (Exception error) // the pipeline's to answer
        {
            _notOpened = ExceptionDispatchInfo.Capture(error);
            return false;
        }
    }

    private void WriteThrough(EncodedEvent message)
    {
        var write = WriteAsync(message);
        if (!write.IsCompletedSuccessfully)
        {
            _ = DrainAsync(write);
        }
        else if (_state.Advance(write.Result) is WriterAction.Write or WriterAction.Resume)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // a publisher does not write for others
        }
    }

    private async Task DrainAsync(ValueTask<bool> write)
    {
        var isThere = await write.ConfigureAwait(false);
        while (true)
        {
            switch (_state.Advance(isThere))
            {
                case WriterAction.Write:
                    isThere = await WriteAsync(null).ConfigureAwait(false);
                    break;
                case WriterAction.Resume:
                    ResumeSource();
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>Writes a message, or what waits, and flushes. Never throws.</summary>
    /// <returns>Whether there is still a client.</returns>
    private ValueTask<bool> WriteAsync(EncodedEvent? message)
    {
        try
        {
            if (message is not null)
            {
                _response.Write(message);
            }
            else
            {
                WriteWaiting();
            }

            return _response.FlushAsync(this);
        }
        catch (Exception) // the client is gone, or its connection: there is nobody left to tell
        {
            return new(false);
        }
    }

    private void WriteWaiting()
    {
        if (telemetry.MeasuresOutbox)
        {
            var (waiting, dropped) = _state.Measure();
            telemetry.Draining(waiting, dropped);
        }

        for (var written = 0; written < DrainBytes && _state.Take(_response.LastEventId) is { } message; written += message.Bytes.Length)
        {
            _response.Write(message);
        }
    }

    private void ResumeSource()
    {
        try
        {
            _state.TakePaused()?.Resume();
        }
        catch (Exception error) // whatever a source throws is its error
        {
            Fail(error);
        }
    }
}
