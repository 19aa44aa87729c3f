using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Makes a value of an event without a string between.</summary>
/// <typeparam name="T">What the event becomes.</typeparam>
/// <param name="view">The event; valid during the call only.</param>
/// <returns>The value.</returns>
public delegate T SseSelector<out T>(SseEventView view);

/// <summary>An event as it lies in the decoder's buffers: valid only until the selector it was handed to returns.</summary>
public readonly ref struct SseEventView
{
    private readonly SseDecoder? _decoder;
    private readonly string? _type;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal SseEventView(ReadOnlySpan<byte> utf8Data, string? type, SseDecoder decoder)
    {
        Utf8Data = utf8Data;
        _type = type;
        _decoder = decoder;
    }

    /// <summary>The payload as received; several <c>data</c> lines are joined by one LF each (HTML 9.2.6, field "data" and dispatch step 3).</summary>
    /// <remarks>UTF-8 if the server keeps to the standard; bytes that are not stand here unchanged.</remarks>
    public ReadOnlySpan<byte> Utf8Data { get; }

    /// <summary>The event type; <c>"message"</c> where the stream names none (HTML 9.2.6, dispatching).</summary>
    /// <remarks>The same string each time, for as many as 32 types of up to 128 bytes in turn; others are made anew.</remarks>
    public string Type => _type ?? SseEvent.DefaultType;

    /// <summary>The stream's last event ID, this event's included; empty where there is none (HTML 9.2.6, dispatch step 1).</summary>
    /// <remarks>Decoded on the first use after it changed, so that whoever does not ask pays nothing.</remarks>
    public string LastEventId => _decoder?.LastEventId ?? "";

    /// <summary>Copies the event; invalid UTF-8 becomes U+FFFD.</summary>
    /// <returns>The event as a value of its own.</returns>
    public SseEvent ToEvent() => new(Utf8Text.Decode(Utf8Data), Type, LastEventId);

    /// <summary>Makes a value of the data and keeps the type and the last event ID beside it.</summary>
    /// <typeparam name="T">What the data becomes.</typeparam>
    /// <param name="selector">Makes the value.</param>
    /// <returns>The event as a value of its own.</returns>
    public SseEvent<T> ToEvent<T>(SseSelector<T> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(selector(this), Type, LastEventId);
    }
}
