using System.Buffers;
using System.IO.Pipelines;
using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>Writes one response. For one writer at a time. Mutable, and a part of its connection: never copy it.</summary>
/// <param name="pipe">The response's body.</param>
/// <param name="options">The options.</param>
/// <param name="telemetry">What is measured of it.</param>
internal struct ResponseWriter(PipeWriter pipe, SseServerOptions options, StreamTelemetry telemetry)
{
    private long _writtenAt = options.Scheduler.Now.UtcTicks;
    private int _events;
    private long _bytes;

    /// <summary>The ID that the client is at.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>For how long nothing was written. From any thread.</summary>
    public TimeSpan Silence => TimeSpan.FromTicks(options.Scheduler.Now.UtcTicks - Volatile.Read(ref _writtenAt));

    public void Write(EncodedEvent message)
    {
        // As SseEncoder would for a stream of its own: an ID that is reset is a line, and nothing where there was none.
        if (message.LastEventId is { } id)
        {
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

    /// <summary>Sends what was written. What it throws, as <see cref="Write"/> may, means that the client is gone.</summary>
    /// <param name="connection">Reset if the client takes nothing for too long.</param>
    /// <returns>Whether there is still a client.</returns>
    public ValueTask<bool> FlushAsync(ClientConnection connection)
    {
        Volatile.Write(ref _writtenAt, options.Scheduler.Now.UtcTicks);
        telemetry.Written(_events, _bytes);
        (_events, _bytes) = (0, 0);
        var flush = pipe.FlushAsync();
        return flush.IsCompletedSuccessfully ? new(IsThere(flush.Result)) : WaitAsync(flush, options, connection);
    }

    private static bool IsThere(FlushResult result) => !result.IsCompleted && !result.IsCanceled;

    private static async ValueTask<bool> WaitAsync(ValueTask<FlushResult> flush, SseServerOptions options, ClientConnection connection)
    {
        try
        {
            using var timeout = options.Scheduler.Schedule(options.WriteTimeout, () => connection.Reset(EndReason.WriteTimeout));
            return IsThere(await flush.ConfigureAwait(false));
        }
        catch (Exception) // the client is gone, or its connection: there is nobody left to tell
        {
            return false;
        }
    }
}
