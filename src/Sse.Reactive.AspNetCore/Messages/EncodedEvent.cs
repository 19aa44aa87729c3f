using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>What goes to a client, encoded: the same bytes for all clients. Immutable.</summary>
internal sealed class EncodedEvent
{
    public static readonly EncodedEvent Heartbeat = Of(new SseFrame.Comment(""));

    // A publisher hands one event to all its subscribers in a row, on one thread, through whatever queries: the event's texts are then the same
    // objects, and so its bytes may be. (Texts cannot change, as other objects could.)
    [ThreadStatic]
    private static EncodedEvent? _latest;

    private readonly SseEvent? _event;

    private EncodedEvent(ReadOnlyMemory<byte> bytes, string? lastEventId, bool isEvent, SseEvent? value = null)
    {
        Bytes = bytes;
        LastEventId = lastEventId;
        IsEvent = isEvent;
        _event = value;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What the receiver's last event ID is after it; <see langword="null"/> if it leaves that alone.</summary>
    public string? LastEventId { get; }

    public bool IsEvent { get; }

    /// <summary>The event, if it is one.</summary>
    public SseEvent Event => _event ?? Decoded();

    public static EncodedEvent Of(SseEvent value)
    {
        if (_latest is not { } latest || !latest.Is(value))
        {
            var output = new ArrayBufferWriter<byte>(value.Data.Length + 64);
            new SseEncoder().Write(value, output);
            _latest = latest = new(output.WrittenMemory, value.LastEventId, isEvent: true, value);
        }

        return latest;
    }

    public static EncodedEvent Of<T>(SseEvent<T> value, JsonTypeInfo<T> typeInfo)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            JsonSerializer.Serialize(writer, value.Data, typeInfo);
        }

        var output = new ArrayBufferWriter<byte>(json.WrittenCount + 64);
        new SseEncoder().Write(json.WrittenSpan, value.Type, value.LastEventId, output);
        return new(output.WrittenMemory, value.LastEventId, isEvent: true);
    }

    public static EncodedEvent Of(SseFrame frame)
    {
        if (frame is SseFrame.Event e)
        {
            return Of(e.Value);
        }

        var output = new ArrayBufferWriter<byte>(32);
        new SseEncoder().Write(frame, output);
        var id = (frame as SseFrame.Id)?.LastEventId;
        return new(id is "" ? "\n"u8.ToArray() : output.WrittenMemory, id, isEvent: false); // the line that resets an ID is the connection's to write
    }

    /// <summary>Makes this what <see cref="Of(SseEvent)"/> gives for its event, on this thread, until the next one.</summary>
    public void Recall() => _latest = this;

    private bool Is(SseEvent value) =>
        _event is { } e && ReferenceEquals(e.Data, value.Data) && ReferenceEquals(e.Type, value.Type) && ReferenceEquals(e.LastEventId, value.LastEventId);

    private SseEvent Decoded()
    {
        var bytes = Bytes.Span;
        return new SseDecoder(new() { MaxEventBytes = 1_000_000_000 }).TryReadEvent(ref bytes, out var view) ? view.ToEvent() : default;
    }
}
