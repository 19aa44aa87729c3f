using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>An event, or another frame, as the bytes that go to a client. Immutable; all clients share the same bytes.</summary>
internal sealed class EncodedEvent
{
    private static readonly EncodedEvent Comment = Of(new SseFrame.Comment(""));
    private static readonly EncodedEvent BlankLine = new("\n"u8.ToArray(), lastEventId: null, isEvent: false);

    // A publisher hands one event to all its subscribers in turn, on one thread, through any operators. The event's strings are then the
    // same objects, so its bytes can be the same too. (Strings are immutable; other objects may have changed in between.) The reference is
    // weak: an idle thread keeps no event in memory.
    [ThreadStatic]
    private static WeakReference<EncodedEvent>? _cached;

    private const int MaxScratchBytes = 16 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

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

    /// <summary>The heartbeat, and the first bytes of a stream.</summary>
    public static EncodedEvent Of(SseHeartbeat heartbeat) => heartbeat == SseHeartbeat.BlankLine ? BlankLine : Comment;

    public static EncodedEvent Of(string data) => Of(new SseEvent(data));

    public static EncodedEvent Of(SseEvent value)
    {
        if (_cached is not { } reference || !reference.TryGetTarget(out var message) || !message.HasStringsOf(value))
        {
            message = Encode(value);
            message.Cache();
        }

        return message;
    }

    public static EncodedEvent Of<T>(SseEvent<T> value, JsonTypeInfo<T> typeInfo)
    {
        EventId.Require(value.LastEventId);
        var json = JsonSerializer.SerializeToUtf8Bytes(value.Data, typeInfo); // as the serializer's options say, encoder included
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        new SseEncoder().Write(json, value.Type, value.LastEventId, output);
        return new(BytesOf(output), IdOf(value.LastEventId), isEvent: true);
    }

    public static EncodedEvent Of(SseFrame frame)
    {
        if (frame is SseFrame.Event e)
        {
            return Of(e.Value);
        }

        var id = (frame as SseFrame.Id)?.LastEventId;
        if (id is "")
        {
            return new("id: \n\n"u8.ToArray(), id, isEvent: false); // a reset: the encoder, which knows no ID of before, would omit it
        }

        EventId.Require(id ?? "");
        var output = new ArrayBufferWriter<byte>(32);
        new SseEncoder().Write(frame, output);
        return new(BytesOf(output), id, isEvent: false);
    }

    /// <summary>Encodes an event without looking for its bytes on this thread.</summary>
    public static EncodedEvent Encode(SseEvent value)
    {
        EventId.Require(value.LastEventId);
        return new(BytesOf(value), IdOf(value.LastEventId), isEvent: true, value);
    }

    /// <summary>The same event with another ID. Its text is not encoded again.</summary>
    /// <param name="lastEventId">The ID: ASCII, valid, and not empty.</param>
    public EncodedEvent WithId(string lastEventId)
    {
        // The ID is on the last line before the blank one.
        var beforeId = Bytes.Span[..(LastEventId is null ? Bytes.Length - 1 : Bytes.Span[..^2].LastIndexOf((byte)'\n') + 1)];
        var bytes = new byte[beforeId.Length + 4 + lastEventId.Length + 2];
        beforeId.CopyTo(bytes);
        "id: "u8.CopyTo(bytes.AsSpan(beforeId.Length));
        Encoding.ASCII.GetBytes(lastEventId, bytes.AsSpan(beforeId.Length + 4));
        "\n\n"u8.CopyTo(bytes.AsSpan(bytes.Length - 2));
        return new(bytes, lastEventId, IsEvent, Event with { LastEventId = lastEventId });
    }

    /// <summary>Makes <see cref="Of(SseEvent)"/> return this object for its event on this thread, until another event is encoded.</summary>
    public void Cache()
    {
        if (_cached is { } reference)
        {
            reference.SetTarget(this);
        }
        else
        {
            _cached = new(this);
        }
    }

    /// <summary>An event without an ID leaves the client's last event ID unchanged: the line is omitted.</summary>
    private static string? IdOf(string lastEventId) => lastEventId.Length > 0 ? lastEventId : null;

    /// <summary>Encodes an event. Small ones are copied from the buffer of the thread, so they allocate what they take.</summary>
    private static ReadOnlyMemory<byte> BytesOf(SseEvent value)
    {
        if (value.Data.Length + value.Type.Length > MaxScratchBytes / 4) // three bytes for a character, at most, and the rest
        {
            var large = new ArrayBufferWriter<byte>(value.Data.Length + 128);
            new SseEncoder().Write(value, large);
            return BytesOf(large);
        }

        var output = _scratch ??= new(MaxScratchBytes);
        output.ResetWrittenCount(); // an event that the encoder refused may have left something
        new SseEncoder().Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What is written. A history keeps it: the memory it takes is at most an eighth more.</summary>
    private static ReadOnlyMemory<byte> BytesOf(ArrayBufferWriter<byte> output) =>
        output.FreeCapacity <= output.WrittenCount / 8 ? output.WrittenMemory : output.WrittenSpan.ToArray();

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
