using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>An event, or another frame, as the bytes that go to a client. Immutable; all clients share the same bytes.</summary>
internal sealed class EncodedEvent
{
    public static readonly EncodedEvent Heartbeat = Of(new SseFrame.Comment(""));

    // A publisher hands one event to all its subscribers in turn, on one thread, through any operators. The event's strings are then the
    // same objects, so its bytes can be the same too. (Strings are immutable; other objects may have changed in between.)
    [ThreadStatic]
    private static EncodedEvent? _cached;

    private readonly SseEvent? _event;

    private EncodedEvent(ReadOnlyMemory<byte> bytes, string? lastEventId, bool isEvent, SseEvent? value = null)
    {
        Bytes = bytes;
        LastEventId = lastEventId;
        IsEvent = isEvent;
        _event = value;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The client's last event ID after it; <see langword="null"/> if it leaves that unchanged.</summary>
    public string? LastEventId { get; }

    public bool IsEvent { get; }

    /// <summary>The event; only if <see cref="IsEvent"/>.</summary>
    public SseEvent Event => _event ?? Decode();

    public static EncodedEvent Of(string data) => Of(new SseEvent(data));

    public static EncodedEvent Of(SseEvent value)
    {
        if (_cached is not { } cached || !cached.HasStringsOf(value))
        {
            var output = new ArrayBufferWriter<byte>(value.Data.Length + 64);
            new SseEncoder().Write(value, output);
            _cached = cached = new(output.WrittenMemory, value.LastEventId, isEvent: true, value);
        }

        return cached;
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
        var bytes = id is "" ? "\n"u8.ToArray() : output.WrittenMemory; // ResponseWriter writes the line that resets an ID
        return new(bytes, id, isEvent: false);
    }

    /// <summary>Makes <see cref="Of(SseEvent)"/> return this object for its event on this thread, until another event is encoded.</summary>
    public void Cache() => _cached = this;

    private bool HasStringsOf(SseEvent value) =>
        _event is { } e
        && ReferenceEquals(e.Data, value.Data)
        && ReferenceEquals(e.Type, value.Type)
        && ReferenceEquals(e.LastEventId, value.LastEventId);

    private SseEvent Decode()
    {
        var bytes = Bytes.Span;
        return new SseDecoder(new() { MaxEventBytes = 1_000_000_000 }).TryReadEvent(ref bytes, out var view) ? view.ToEvent() : default;
    }
}
