using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The connection of one client. It has one writer at a time, by hand-over. A publisher that finds no writer, and so an empty outbox,
/// writes straight to the response. If the response makes it wait, or other messages arrived meanwhile, a drain on the thread pool takes
/// over; messages that arrive during a drain are queued in the outbox and flushed together.
/// </summary>
/// <param name="start">Starts the response. The first flush sends its headers.</param>
/// <param name="pipe">The response's body.</param>
/// <param name="reset">Resets the client's connection, which completes a pending flush.</param>
/// <param name="options">The options.</param>
/// <param name="telemetry">The metrics of this response.</param>
/// <param name="logger">The logger of the server.</param>
internal sealed partial class ClientConnection(
    Func<Task> start, PipeWriter pipe, Action reset, SseServerOptions options, StreamTelemetry telemetry, ILogger logger)
    : IThreadPoolWorkItem, IDisposable
{
    private WriterState _state = new(options.Overflow.CreateOutbox(options));
    private ResponseWriter _response = new(pipe, options, telemetry);
    private readonly SourceSubscription _subscription = new(logger);
    private ExceptionDispatchInfo? _startError;
    private int _isOpening;

    public bool PacesTopics => options.Overflow.PausesSource;

    /// <summary>The time since the last write. Thread-safe.</summary>
    public TimeSpan Silence => _response.Silence;

    /// <summary>Subscribes to the source and streams until it ends or the client leaves. Throws if the headers could not be sent.</summary>
    public async Task RunAsync(EventSource source)
    {
        using var heartbeat = options.HeartbeatInterval is { } interval ? new Heartbeat(this, options.Scheduler, interval) : null;
        try
        {
            heartbeat?.Start();
            _subscription.Begin(() => source.Subscribe(this));
        }
        catch (Exception error) // whatever Subscribe throws is an error of the source
        {
            Fail(error);
        }

        Open(); // after subscribing: a client that sees the stream open receives everything published from then on
        await _state.Ended.ConfigureAwait(false);
        ServerLog.Ended(logger, _state.Reason);
        telemetry.Ended(_state.Reason, _state.Measure().Dropped, _state.CountUnsentEvents());
        _startError?.Throw();
    }

    /// <summary>Sends a message at once, or queues it. Never waits. Thread-safe.</summary>
    /// <param name="message">The message.</param>
    /// <param name="onlyIfIdle">Whether to discard it if others are queued.</param>
    public void Send(EncodedEvent message, bool onlyIfIdle = false)
    {
        switch (_state.Admit(message, onlyIfIdle))
        {
            case SendOutcome.Write:
                WriteThrough(message);
                break;
            case SendOutcome.Queued when Volatile.Read(ref _isOpening) == 0: // the source delivers within Subscribe
                Open();
                break;
            case SendOutcome.Overflow:
                ServerLog.TooSlow(logger, options.MaxQueuedMessages, options.MaxQueuedBytes);
                _subscription.Dispose();
                break;
        }
    }

    /// <summary>Ends the stream cleanly, after the queued messages. Later messages are discarded.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="reconnectionTime">A final <c>retry</c>; <see langword="null"/> for none.</param>
    public void Complete(EndReason reason, TimeSpan? reconnectionTime = null)
    {
        if (_state.Complete(reason, reconnectionTime is { } time ? EncodedEvent.Of(new SseFrame.Retry(time)) : null))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        _subscription.Dispose();
    }

    /// <summary>Ends the stream because the source failed, with a final <c>retry</c>: the client reconnects.</summary>
    public void Fail(Exception error)
    {
        ServerLog.SourceFailed(logger, error);
        Complete(EndReason.SourceFailed, options.ReconnectionTime ?? TimeSpan.FromSeconds(3));
    }

    /// <summary>Ends the stream because the client has left. Nothing more is written.</summary>
    public void Abort()
    {
        _state.Abort(EndReason.ClientClosed);
        _subscription.Dispose();
    }

    /// <summary>Resets the client's connection.</summary>
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

    /// <summary>
    /// Becomes the writer without writing, if there is none: messages are queued until <see cref="Release"/>, and flushed together.
    /// </summary>
    public bool TryHold() => _state.TryHold();

    /// <summary>Ends a successful <see cref="TryHold"/>: writes the queued messages.</summary>
    public void Release() => _ = DrainAsync(new(true));

    public void Dispose() => _subscription.Dispose();
}
