using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>What takes the frames of a chunk, one after the other. A struct, so that the decoder's loop is compiled for each.</summary>
internal interface IFrameSink
{
    /// <summary>Whether frames other than events are wanted.</summary>
    bool WantsAllFrames { get; }

    /// <summary>Takes a frame; what it is made of is valid during the call, and as long as the decoder and the chunk are left alone.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="text">The data of an event, the text of a comment.</param>
    /// <param name="type">The event type.</param>
    /// <param name="kept">A place of the caller's for a text that is to outlive the call: before .NET 9, a type argument cannot hold a span.</param>
    /// <returns>Whether more is wanted.</returns>
    bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept);
}

/// <summary>Takes one frame.</summary>
internal struct FirstFrame : IFrameSink
{
    public SseFrameKind Kind { get; private set; }

    public string Type { get; private set; }

    public readonly bool WantsAllFrames => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept)
    {
        (Kind, Type) = (kind, type);
        kept = text;
        return false;
    }
}

/// <summary>Takes one event.</summary>
internal struct FirstEvent : IFrameSink
{
    public string? Type { get; private set; }

    public readonly bool WantsAllFrames => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept)
    {
        Type = type;
        kept = text;
        return false;
    }
}
