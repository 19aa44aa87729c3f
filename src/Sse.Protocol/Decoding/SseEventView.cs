using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>An event in the decoder's buffers, not yet copied.</summary>
/// <remarks>
/// Valid until the selector that received it returns or, from <see cref="SseDecoder.TryReadEvent"/>, until the decoder's next call.
/// </remarks>
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

    /// <summary>
    /// The payload as received. Several <c>data</c> lines are joined by LF (HTML 9.2.6, field "data" and dispatch step 3).
    /// </summary>
    /// <remarks>Invalid UTF-8 is left unchanged here; <see cref="ToEvent()"/> replaces it.</remarks>
    public ReadOnlySpan<byte> Utf8Data { get; }

    /// <summary>The event type; <c>"message"</c> if the stream names none (HTML 9.2.6, dispatch step 6).</summary>
    /// <remarks>
    /// The strings of up to 32 types of at most 128 bytes are cached per decoder; other types allocate a string per event.
    /// </remarks>
    public string Type => _type ?? SseEvent.DefaultType;

    /// <summary>The stream's last event ID, including this event's; empty if there is none (HTML 9.2.6, dispatch step 1).</summary>
    /// <remarks>The string is created on first use after a change.</remarks>
    public string LastEventId => _decoder?.LastEventId ?? "";

    /// <summary>Copies the event. Invalid UTF-8 becomes U+FFFD.</summary>
    /// <returns>The event as an independent value.</returns>
    public SseEvent ToEvent() => new(Utf8Text.Decode(Utf8Data), Type, LastEventId);

    /// <summary>Converts the data to a value and keeps the type and the last event ID.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="selector">Converts the event to the value.</param>
    /// <returns>The event as an independent value.</returns>
    public SseEvent<T> ToEvent<T>(SseSelector<T> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(selector(this), Type, LastEventId);
    }
}
