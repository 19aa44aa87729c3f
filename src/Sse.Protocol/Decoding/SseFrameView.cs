namespace Sse.Protocol;

/// <summary>A frame in the decoder's buffers, not yet copied.</summary>
/// <remarks>Valid until the decoder's next call, and only while the chunk's memory is unchanged.</remarks>
public readonly ref struct SseFrameView
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly string? _type;
    private readonly SseDecoder? _decoder;

    internal SseFrameView(SseFrameKind kind, ReadOnlySpan<byte> text, string type, SseDecoder decoder)
    {
        Kind = kind;
        _text = text;
        _type = type;
        _decoder = decoder;
    }

    /// <summary>The kind of frame.</summary>
    public SseFrameKind Kind { get; }

    /// <summary>The event if <see cref="Kind"/> is <see cref="SseFrameKind.Event"/>, else an empty one.</summary>
    public SseEventView Event => Is(SseFrameKind.Event) ? new(_text, _type, _decoder!) : default;

    /// <summary>The text after the colon if <see cref="Kind"/> is <see cref="SseFrameKind.Comment"/>, else empty.</summary>
    public ReadOnlySpan<byte> Utf8Comment => Is(SseFrameKind.Comment) ? _text : default;

    /// <summary>The latest reconnection time that the stream has set; zero if it has set none.</summary>
    public TimeSpan ReconnectionTime => (_decoder?.ReconnectionTime).GetValueOrDefault();

    /// <summary>The last event ID as of this frame.</summary>
    public string LastEventId => _decoder?.LastEventId ?? "";

    /// <summary>Copies the frame.</summary>
    /// <returns>The frame as an independent value.</returns>
    /// <exception cref="InvalidOperationException"><see cref="Kind"/> is <see cref="SseFrameKind.None"/>.</exception>
    public SseFrame ToFrame() => Kind switch
    {
        SseFrameKind.Event => new SseFrame.Event(Event.ToEvent()),
        SseFrameKind.Comment => new SseFrame.Comment(Utf8Text.Decode(_text)),
        SseFrameKind.Retry => new SseFrame.Retry(ReconnectionTime),
        SseFrameKind.Id => new SseFrame.Id(LastEventId),
        _ => throw new InvalidOperationException("There is no frame: SseDecoder.TryRead returned false. Call it with the next chunk."),
    };

    private bool Is(SseFrameKind kind) => Kind == kind;
}
