namespace Sse.Protocol;

/// <summary>Which <see cref="SseFrame"/> a <see cref="SseFrameView"/> is.</summary>
public enum SseFrameKind
{
    /// <summary>No frame: the decoder wants more bytes.</summary>
    None,

    /// <summary>An event was dispatched.</summary>
    Event,

    /// <summary>A comment line.</summary>
    Comment,

    /// <summary>The reconnection time was set.</summary>
    Retry,

    /// <summary>The last event ID changed without an event.</summary>
    Id,
}

/// <summary>A frame as it lies in the decoder's buffers: valid until the decoder is next called, and as long as the chunk is.</summary>
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

    /// <summary>What this is.</summary>
    public SseFrameKind Kind { get; }

    /// <summary>The event, if <see cref="Kind"/> is <see cref="SseFrameKind.Event"/>.</summary>
    public SseEventView Event => Is(SseFrameKind.Event) ? new(_text, _type, _decoder!) : default;

    /// <summary>What follows the colon, if <see cref="Kind"/> is <see cref="SseFrameKind.Comment"/>; else empty.</summary>
    public ReadOnlySpan<byte> Utf8Comment => Is(SseFrameKind.Comment) ? _text : default;

    /// <summary>The reconnection time the stream has set last; zero if it never has.</summary>
    public TimeSpan ReconnectionTime => (_decoder?.ReconnectionTime).GetValueOrDefault();

    /// <summary>The last event ID as of this frame.</summary>
    public string LastEventId => _decoder?.LastEventId ?? "";

    /// <summary>Copies the frame.</summary>
    /// <returns>The frame as a value of its own.</returns>
    /// <exception cref="InvalidOperationException">This is no frame.</exception>
    public SseFrame ToFrame() => Kind switch
    {
        SseFrameKind.Event => new SseFrame.Event(Event.ToEvent()),
        SseFrameKind.Comment => new SseFrame.Comment(Utf8Text.Decode(_text)),
        SseFrameKind.Retry => new SseFrame.Retry(ReconnectionTime),
        SseFrameKind.Id => new SseFrame.Id(LastEventId),
        _ => throw new InvalidOperationException("There is no frame here: SseDecoder.TryRead returned false. Feed it the next chunk."),
    };

    private bool Is(SseFrameKind kind) => Kind == kind;
}
