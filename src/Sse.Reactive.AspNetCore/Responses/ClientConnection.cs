using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The connection of one client. It has one writer at a time, by hand-over. A publisher that finds no writer, and so an empty outbox,
/// writes straight to the response. If the response makes it wait, or other messages arrived meanwhile, a drain on the thread pool takes
/// over; messages that arrive during a drain are queued in the outbox and flushed together.
/// </summary>
/// <remarks>
/// The rule of whose context and how long: user code runs as the request that asked, in the execution context captured here, whichever
/// thread publishes, resets or stops. User code is what a source does when it is subscribed to, pulled or stopped, serializers, keys,
/// loggers, callbacks of the response and replaced response bodies. And the request ends after its source has ended, whatever ended the
/// stream, but at most <see cref="SseServerOptions.SourceStopTimeout"/> later.
/// </remarks>
internal sealed partial class ClientConnection : IThreadPoolWorkItem
{
    private readonly SubscriberContext _subscriber = SubscriberContext.Capture();
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpContext _context;
    private readonly CancellationToken _clientClosed;
    private readonly bool _isBodyReplaced;
    private readonly bool _isBrokenOff; // if it ends before its source has completed
    private readonly SseServerOptions _options;
    private readonly StreamTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly ISource _source;
    private WriterState _state;
    private ResponseWriter _response;
    private ExceptionDispatchInfo? _startError;
    private int _opening;

    /// <summary>Creates the connection of a request, in whose execution context it is called.</summary>
    /// <param name="context">The request. It is used only until <see cref="RunAsync"/> completes.</param>
    /// <param name="source">Makes the source.</param>
    /// <param name="options">The options.</param>
    /// <param name="telemetry">The metrics of this response.</param>
    /// <param name="logger">The logger of the server.</param>
    public ClientConnection(
        HttpContext context, EventSource source, SseServerOptions options, StreamTelemetry telemetry, ILogger logger)
    {
        (_context, _clientClosed, _options, _telemetry, _logger) = (context, context.RequestAborted, options, telemetry, logger);
        _isBodyReplaced = context.Features.Get<IHttpResponseBodyFeature>() is not IHttpRequestFeature; // a server's own is both
        _isBrokenOff = UnfinishedAnswer.IsBrokenOff(context.Request, options);
        _state = new(options.Overflow.CreateOutbox(options), _isBrokenOff ? null : options);
        _response = new(context.Response.BodyWriter, options, telemetry);
        _source = source.Create(this);
    }

    /// <summary>Whether the stream has ended, so that all further messages are discarded. Thread-safe.</summary>
    public bool HasEnded => _state.HasEnded;

    /// <summary>The time since the last write. Thread-safe.</summary>
    public TimeSpan Silence => _response.Silence;

    /// <summary>
    /// Subscribes to the source and streams until it ends or the client leaves, and then until the source has ended. Throws if the headers
    /// could not be sent.
    /// </summary>
    public async Task RunAsync()
    {
        using var heartbeat = _options.HeartbeatInterval is { } interval ? new Heartbeat(this, _options, interval) : null;
        heartbeat?.Start();
        _source.Start();
        await _source.Started.ConfigureAwait(false);
        Open(); // after subscribing: a client that sees the stream open receives everything published from then on
        await _state.Ended.ConfigureAwait(false);
        ServerLog.Ended(_logger, _state.Reason);
        _telemetry.Ended(_state.Reason, _state.Measure().Dropped, _state.CountUnsentEvents());
        await EndAsync().ConfigureAwait(false);
        _startError?.Throw();
    }

    /// <summary>Sends a message at once, or queues it. Never waits. Thread-safe.</summary>
    /// <param name="message">The message.</param>
    /// <param name="onlyIfIdle">Whether to discard it if others are queued.</param>
    public void Send(EncodedEvent message, bool onlyIfIdle = false)
    {
        SendOutcome outcome;
        try
        {
            outcome = _state.Admit(message, onlyIfIdle);
        }
        catch (Exception error) // whatever the key of a policy throws is an error of this stream alone
        {
            Fail(error);
            return;
        }

        switch (outcome)
        {
            case SendOutcome.Write when _isBodyReplaced:
                WriteThroughAsSubscriber(message);
                break;
            case SendOutcome.Write:
                WriteThrough(message);
                break;
            case SendOutcome.Queued when Volatile.Read(ref _opening) == 0: // the source delivers within Subscribe
                Open();
                break;
            case SendOutcome.Overflow:
                _subscriber.Run(_ => ServerLog.TooSlow(_logger, _options.MaxQueuedMessages, _options.MaxQueuedBytes), null);
                StopLater(); // it may block, and this is a publisher's thread
                break;
        }
    }

    /// <summary>Ends the stream cleanly, after the queued messages and the completion event, because the source has completed.</summary>
    /// <param name="isShared">Whether other clients receive that end too. Then each receives a random <c>retry</c>.</param>
    public void Complete(bool isShared) =>
        End(EndReason.Completed, isShared ? _options.SpreadReconnectionTime() : null, Stop);

    /// <summary>
    /// Ends the stream before its source, after the queued messages. For timers: the source is stopped on another thread, which that may
    /// block.
    /// </summary>
    /// <param name="reason">The reason.</param>
    /// <param name="reconnectionTime">
    /// A final <c>retry</c>, unless the response is broken off; <see langword="null"/> for none.
    /// </param>
    public void Close(EndReason reason, TimeSpan? reconnectionTime) => End(reason, reconnectionTime, StopLater);

    /// <summary>
    /// Ends the stream because the source failed, with the error events, and a final <c>retry</c> unless the response is broken off.
    /// </summary>
    public void Fail(Exception error)
    {
        if (_clientClosed.IsCancellationRequested)
        {
            Abort(); // the error is that of a source that observes the request's token
        }

        End(
            EndReason.SourceFailed,
            _options.SpreadReconnectionTime(),
            () => Stop(() => ServerLog.SourceFailed(_logger, error)),
            error);
    }

    /// <summary>Ends the stream because the client has left. Nothing more is written.</summary>
    public void Abort()
    {
        _state.Abort(EndReason.ClientClosed);
        Stop();
    }

    /// <summary>Resets the client's connection. For timers, as <see cref="Close"/>.</summary>
    public void Reset(EndReason reason)
    {
        if (_state.TryReset(reason, _context.Abort))
        {
            _subscriber.Run(_ => ServerLog.WasReset(_logger, reason, _options), null);
            StopLater();
        }
    }

    /// <summary>Lets the request end, even if its source has not ended.</summary>
    public void AbandonSource() => _abandoned.TrySetResult();

    /// <summary>Logs an exception of the source while it is stopped. The response still ends, and the publisher continues.</summary>
    public void DisposalFailed(Exception error) => _subscriber.Run(_ => ServerLog.DisposalFailed(_logger, error), null);

    /// <summary>Whether another message can be queued.</summary>
    /// <param name="source">If not: the source to resume later.</param>
    public bool IsReady(IPausedSource source) => _state.IsReady(source);

    /// <summary>Runs code of the subscriber on this thread, in its context.</summary>
    public void RunAsSubscriber(ContextCallback code, object? state) => _subscriber.Run(code, state);
}
