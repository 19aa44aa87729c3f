using System.Runtime.ExceptionServices;

namespace Sse.Reactive.AspNetCore;

/// <content>The writer: opening the response, writing through, and draining the outbox.</content>
internal sealed partial class ClientConnection
{
    void IThreadPoolWorkItem.Execute() => Drain(new(true));

    /// <summary>Sends the headers and the messages queued by then. Only the first call does.</summary>
    private void Open()
    {
        if (Interlocked.Exchange(ref _opening, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static c => c._subscriber.Run(static c => _ = ((ClientConnection)c!).OpenAndDrainAsync(), c), this, preferLocal: false);
        }
    }

    private Task OpenAndDrainAsync() => DrainAsync(OpenAsync());

    /// <returns>Whether the client is still connected.</returns>
    private async ValueTask<bool> OpenAsync()
    {
        try
        {
            await _context.Response.StartAsync().ConfigureAwait(false);

            // Compression, logging of bodies and reverse proxies pass the headers on with the first byte: a stream begins with one.
            _response.Write(_options.ReconnectionTime is { } time
                ? EncodedEvent.Of(new SseFrame.Retry(time))
                : EncodedEvent.Of(_options.Heartbeat));
            return await _response.FlushAsync(this).ConfigureAwait(false);
        }
        catch (Exception error) // RunAsync rethrows it, and the request's pipeline answers
        {
            _startError = ExceptionDispatchInfo.Capture(error);
            return false;
        }
    }

    private void WriteThrough(EncodedEvent message) => Finish(WriteAsync(message));

    /// <summary>Stops being the writer after a write: leaves what it has to wait for, and what others have queued, to a drain.</summary>
    private void Finish(ValueTask<bool> write)
    {
        if (!write.IsCompletedSuccessfully)
        {
            Drain(write);
        }
        else if (_state.Advance(write.Result) is WriterAction.Write or WriterAction.Resume)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // a publisher does not write what others have queued
        }
    }

    private void WriteThroughAsSubscriber(EncodedEvent message) => _subscriber.Run(_ => WriteThrough(message), null);

    private void Drain(ValueTask<bool> write) => _subscriber.Run(_ => _ = DrainAsync(write), null);

    private async Task DrainAsync(ValueTask<bool> write)
    {
        var isConnected = await write.ConfigureAwait(false);
        while (true)
        {
            switch (_state.Advance(isConnected))
            {
                case WriterAction.Write:
                    isConnected = await WriteAsync(null).ConfigureAwait(false);
                    break;
                case WriterAction.Resume when _state.TakePaused() is { } source:
                    Resume(source);
                    return;
                case WriterAction.Resume:
                    break; // something was queued meanwhile
                default:
                    return;
            }
        }
    }

    /// <summary>Writes a message, or the queued ones, and flushes. Never throws.</summary>
    /// <returns>Whether the client is still connected.</returns>
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
                WriteQueued();
            }

            return FlushAsync();
        }
        catch (Exception) // the client or its connection is gone
        {
            return new(false);
        }
    }

    private ValueTask<bool> FlushAsync() => _response.HasRest ? FlushInPiecesAsync() : _response.FlushAsync(this);

    private async ValueTask<bool> FlushInPiecesAsync()
    {
        try
        {
            while (await _response.FlushAsync(this).ConfigureAwait(false))
            {
                if (!_response.HasRest)
                {
                    return true;
                }

                _response.WriteRest();
            }
        }
        catch (Exception) // the client or its connection is gone
        {
        }

        return false;
    }

    private void WriteQueued()
    {
        if (_telemetry.MeasuresOutbox)
        {
            var (queued, dropped) = _state.Measure();
            _telemetry.Draining(queued, dropped);
        }

        while (!_response.IsFull && _state.Take(_response.LastEventId) is { } message)
        {
            _response.Write(message);
        }
    }

    private void Resume(IPausedSource source)
    {
        try
        {
            source.Resume();
        }
        catch (Exception error) // whatever a source throws is its error
        {
            Fail(error);
        }
    }
}
