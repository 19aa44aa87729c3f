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
    /// <summary>
    /// How many bytes are written before a flush: as much as Kestrel buffers for a response before a flush waits. A larger message is
    /// written in pieces, each of which a client has the whole write timeout to read.
    /// </summary>
    public const int PieceBytes = 64 * 1024;

    private ReadOnlyMemory<byte> _rest;
    private Memory<byte> _buffer; // of the pipe, which takes a lock for each: one for many events
    private int _buffered;
    private string? _lastEventId; // null if this response has sent none: the client may have one from before
    private long _writtenAt = options.Scheduler.Elapsed().Ticks;
    private int _events; // since the last flush
    private long _flushedEvents;
    private long _bytes;

    /// <summary>The client's last event ID after what was written.</summary>
    public readonly string LastEventId => _lastEventId ?? "";

    /// <summary>The time since the last write. Thread-safe.</summary>
    public TimeSpan Silence => TimeSpan.FromTicks(options.Scheduler.Elapsed().Ticks - Volatile.Read(ref _writtenAt));

    /// <summary>Whether nothing was written since the last flush.</summary>
    public readonly bool IsEmpty => _bytes == 0;

    /// <summary>Whether it has to be flushed before more is written.</summary>
    public readonly bool IsFull => _bytes >= PieceBytes || HasRest;

    /// <summary>How many events were written and flushed.</summary>
    public readonly long SentEvents => _flushedEvents;

    /// <summary>Whether a part of the last message is still to be written.</summary>
    public readonly bool HasRest => !_rest.IsEmpty;

    /// <summary>Writes a message, or the first piece of it.</summary>
    public void Write(EncodedEvent message)
    {
        if (message.LastEventId is { } id)
        {
            if (!message.IsEvent && id == _lastEventId)
            {
                return; // it changes nothing, and some clients report its blank line as an event
            }

            _lastEventId = id;
        }

        _events += message.IsEvent ? 1 : 0;
        WritePiece(message.Bytes);
    }

    /// <summary>Writes the next piece of the last message.</summary>
    public void WriteRest() => WritePiece(_rest);

    /// <summary>Sends what was written. An exception, also one of <see cref="Write"/>, means that the client is gone.</summary>
    /// <param name="connection">The connection; it is reset if the client reads nothing for too long.</param>
    /// <returns>Whether the client is still connected.</returns>
    public ValueTask<bool> FlushAsync(ClientConnection connection)
    {
        Volatile.Write(ref _writtenAt, options.Scheduler.Elapsed().Ticks);
        telemetry.Written(_events, _bytes);
        _flushedEvents += _events;
        (_events, _bytes) = (0, 0);
        Advance();
        var flush = pipe.FlushAsync();
        return flush.IsCompletedSuccessfully ? new(IsConnected(flush.Result)) : WaitAsync(flush, options, connection);
    }

    private void WritePiece(ReadOnlyMemory<byte> bytes)
    {
        var length = Math.Min(bytes.Length, PieceBytes);
        Buffer(bytes.Span[..length]);
        _bytes += length;
        _rest = bytes[length..];
    }

    private void Buffer(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var free = _buffer.Span[_buffered..];
            if (bytes.Length <= free.Length)
            {
                bytes.CopyTo(free);
                _buffered += bytes.Length;
                return;
            }

            bytes[..free.Length].CopyTo(free);
            _buffered += free.Length;
            bytes = bytes[free.Length..];
            Advance();
            _buffer = pipe.GetMemory(1);
        }
    }

    private void Advance()
    {
        if (_buffered > 0)
        {
            pipe.Advance(_buffered);
        }

        (_buffer, _buffered) = (default, 0); // an idle response keeps no memory of the pipe
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
