using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Takes one frame of any kind, then stops.</summary>
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
