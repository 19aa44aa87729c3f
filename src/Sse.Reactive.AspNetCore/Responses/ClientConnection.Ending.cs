using System.Reactive.Concurrency;
using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore;

/// <content>The end: of the stream, then of the source, then of the request.</content>
internal sealed partial class ClientConnection
{
    private string Endpoint => EndpointName.Of(_context);

    /// <summary>Ends the stream after the queued messages, unless it has ended: whatever a source does after the end is ignored.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="reconnectionTime">A final <c>retry</c>, unless the response is broken off; <see langword="null"/> for none.</param>
    /// <param name="stop">Stops the source.</param>
    /// <param name="error">The error of the source, if that is the reason.</param>
    private void End(EndReason reason, TimeSpan? reconnectionTime, Action stop, Exception? error = null)
    {
        if (HasEnded)
        {
            return; // an error may be that of a source that was stopped: no events are made of it
        }

        if (_state.TryEnd(reason, FinalMessages(reason, reconnectionTime, error), out var isWriter))
        {
            if (isWriter)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            stop();
        }
    }

    private Queue<EncodedEvent> FinalMessages(EndReason reason, TimeSpan? reconnectionTime, Exception? error)
    {
        var messages = new Queue<EncodedEvent>();
        if (reason == EndReason.Completed && _options.CompletionEvent is { } completion)
        {
            messages.Enqueue(EncodedEvent.Encode(completion));
        }

        if (error is not null && _options.ErrorEvents is { } errorEvents)
        {
            _subscriber.Run(_ => Encode(errorEvents, error, messages), null);
        }

        if (reconnectionTime is { } time && !_isBrokenOff)
        {
            messages.Enqueue(EncodedEvent.Of(new SseFrame.Retry(time)));
        }

        return messages;
    }

    private void Encode(Func<Exception, IEnumerable<SseEvent>> errorEvents, Exception error, Queue<EncodedEvent> messages)
    {
        try
        {
            foreach (var value in errorEvents(error))
            {
                messages.Enqueue(EncodedEvent.Encode(value));
            }
        }
        catch (Exception failure) // the stream ends, with the events before it
        {
            ServerLog.ErrorEventsFailed(_logger, failure);
        }
    }

    /// <summary>Logs why the stream ends, and then stops the source: so the request does not end before this is logged.</summary>
    private void Stop(Action log) => _subscriber.Run(
        _ =>
        {
            log();
            Stop();
        },
        null);

    private void Stop() => _subscriber.Run(
        static c =>
        {
            var connection = (ClientConnection)c!;
            try
            {
                connection._source.Dispose();
            }
            catch (Exception error)
            {
                ServerLog.DisposalFailed(connection._logger, error);
            }
        },
        this);

    private void StopLater() => ThreadPool.UnsafeQueueUserWorkItem(static c => c.Stop(), this, preferLocal: false);

    /// <summary>Ends the response and waits for the source. The client does not have to wait for that.</summary>
    private Task EndAsync()
    {
        if (!_isBrokenOff || _state.Reason is EndReason.Completed or EndReason.ClientClosed)
        {
            if (_state.Reason == EndReason.Shutdown && UnfinishedAnswer.RunsOn(_context.Request, _options))
            {
                ServerLog.Unfinished(_logger, _context.Request.Method, Endpoint, _response.SentEvents);
            }

            return _source.Ended.IsCompleted ? Task.CompletedTask : WaitForSourceAsync(CompleteResponseAsync());
        }

        var breaking = _state.IsAborted ? Task.CompletedTask : UnfinishedAnswer.BreakOffAsync(_context, _options.Scheduler);
        var lost = _state.Measure().Dropped + _state.CountUnsentEvents() + (_state.Reason == EndReason.TooSlow ? 1 : 0);
        ServerLog.BrokenOff(_logger, _context.Request.Method, Endpoint, _state.Reason, _response.SentEvents, lost);
        return WaitForSourceAsync(breaking);
    }

    private async Task WaitForSourceAsync(Task responseEnd)
    {
        StopLater(); // if it was not yet asked to
        using var timer = _options.Scheduler.Schedule(_options.SourceStopTimeout, AbandonSource);
        await Task.WhenAny(_source.Ended, _abandoned.Task).ConfigureAwait(false);
        if (!_source.Ended.IsCompleted)
        {
            ServerLog.SourceAbandoned(_logger, Endpoint, _state.Reason, _source.Pending);
        }

        await responseEnd.ConfigureAwait(false);
    }

    /// <summary>Sends the end of the response now: the client does not have to wait for the source.</summary>
    private async Task CompleteResponseAsync()
    {
        if (_startError is not null || _clientClosed.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await _context.Response.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // the client or its connection is gone
        }
    }
}
