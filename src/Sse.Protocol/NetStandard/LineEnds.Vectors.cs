using System.Buffers.Binary;

namespace Sse.Protocol;

/// <content>Where there are no vectors of 64 bytes: eight bytes at a time, and the framework's own search for long lines.</content>
internal static partial class LineEnds
{
    private const ulong EachByte = 0x0101010101010101;
    private const ulong LowBits = 0x7F * EachByte;

    /// <summary>Where line ends are in the block that bytes start with, as bits.</summary>
    public static ulong LineEndsIn(ReadOnlySpan<byte> bytes)
    {
        ulong lineEnds = 0;
        for (var i = 0; i < Block; i += sizeof(ulong))
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]);
            lineEnds |= Bits(Zeros(eight ^ (CR * EachByte)) | Zeros(eight ^ (LF * EachByte))) << i;
        }

        return lineEnds;
    }

    /// <summary>In a long line: passes over blocks without a line end.</summary>
    public static int SkipText(ReadOnlySpan<byte> chunk, int at)
    {
        var length = TextLength(chunk[at..]);
        return at + (length - (length % Block));
    }

    /// <summary>Copies text, up to a line end.</summary>
    /// <returns>How much was copied: up to the line end, or to the end of text or room.</returns>
    public static int CopyText(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var length = TextLength(from[..Math.Min(from.Length, to.Length)]);
        from[..length].CopyTo(to);
        return length;
    }

    /// <summary>Copies bytes, unless U+0000 is among them.</summary>
    /// <returns>Whether none is.</returns>
    public static bool TryCopyWithoutNul(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        return from.IndexOf((byte)0) < 0;
    }

    private static int TextLength(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny(CR, LF);
        return end < 0 ? bytes.Length : end;
    }

    /// <summary>The highest bit of each byte that is zero. (No carry goes from one byte to the next.)</summary>
    private static ulong Zeros(ulong eight) => ~(((eight & LowBits) + LowBits) | eight | LowBits);

    /// <summary>The highest bits of eight bytes as eight bits, the first byte's lowest.</summary>
    private static ulong Bits(ulong highest) => ((highest >> 7) * 0x0102040810204080) >> 56;
}
