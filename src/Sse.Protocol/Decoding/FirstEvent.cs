using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Takes one event, then stops.</summary>
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
