using System.Buffers;
using System.IO.Pipelines;
using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>Writes one response; one writer at a time uses it. A mutable struct that is part of its connection: never copy it.</summary>
/// <param name="pipe">The response's body.</param>
/// <param name="options">The options.</param>
/// <param name="telemetry">The metrics of this response.</param>
internal struct ResponseWriter(PipeWriter pipe, SseServerOptions options, StreamTelemetry telemetry)
{
    private long _writtenAt = options.Scheduler.Now.UtcTicks;
    private int _events;
    private long _bytes;

    /// <summary>The client's last event ID after what was written.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>The time since the last write. Thread-safe.</summary>
    public TimeSpan Silence => TimeSpan.FromTicks(options.Scheduler.Now.UtcTicks - Volatile.Read(ref _writtenAt));

    public void Write(EncodedEvent message)
    {
        // As SseEncoder does for a single stream: an ID is reset by a line of its own, which is omitted if there was no ID. An ID frame
        // that changes nothing is omitted with its blank line, which some clients report as an event.
        if (message.LastEventId is { } id)
        {
            if (!message.IsEvent && id == LastEventId)
            {
                return;
            }

            if (id.Length == 0 && LastEventId.Length > 0)
            {
                pipe.Write("id: \n"u8);
                _bytes += 5;
            }

            LastEventId = id;
        }

        pipe.Write(message.Bytes.Span);
        _bytes += message.Bytes.Length;
        _events += message.IsEvent ? 1 : 0;
    }

    /// <summary>Sends what was written. An exception, also one of <see cref="Write"/>, means that the client is gone.</summary>
    /// <param name="connection">The connection; it is reset if the client reads nothing for too long.</param>
    /// <returns>Whether the client is still connected.</returns>
    public ValueTask<bool> FlushAsync(ClientConnection connection)
    {
        Volatile.Write(ref _writtenAt, options.Scheduler.Now.UtcTicks);
        telemetry.Written(_events, _bytes);
        (_events, _bytes) = (0, 0);
        var flush = pipe.FlushAsync();
        return flush.IsCompletedSuccessfully ? new(IsConnected(flush.Result)) : WaitAsync(flush, options, connection);
    }

    private static bool IsConnected(FlushResult result) => !result.IsCompleted && !result.IsCanceled;

    private static async ValueTask<bool> WaitAsync(ValueTask<FlushResult> flush, SseServerOptions options, ClientConnection connection)
    {
        try
        {
            using var timeout = options.Scheduler.Schedule(options.WriteTimeout, () => connection.Reset(EndReason.WriteTimeout));
            return IsConnected(await flush.ConfigureAwait(false));
        }
        catch (Exception) // the client or its connection is gone
        {
            return false;
        }
    }
}
