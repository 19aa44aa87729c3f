using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>What takes the frames of a chunk, one after the other. A struct, so that the decoder's loop is compiled for each.</summary>
internal interface IFrameSink
{
    /// <summary>Whether frames other than events are wanted.</summary>
    bool WantsAllFrames { get; }

    /// <summary>Takes a frame; what it is made of is valid during the call, and as long as the decoder and the chunk are left alone.</summary>
    /// <returns>Whether more is wanted.</returns>
    bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type);
}

/// <summary>Takes one frame.</summary>
internal ref struct FirstFrame : IFrameSink
{
    public SseFrameKind Kind { get; private set; }

    public ReadOnlySpan<byte> Text { get; private set; }

    public string Type { get; private set; }

    public readonly bool WantsAllFrames => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type)
    {
        (Kind, Type) = (kind, type);
        Text = text;
        return false;
    }
}

/// <summary>Takes one event.</summary>
internal ref struct FirstEvent : IFrameSink
{
    public ReadOnlySpan<byte> Data { get; private set; }

    public string? Type { get; private set; }

    public readonly bool WantsAllFrames => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type)
    {
        Type = type;
        Data = text;
        return false;
    }
}
