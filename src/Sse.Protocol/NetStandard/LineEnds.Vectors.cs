using System.Buffers.Binary;

namespace Sse.Protocol;

/// <content>The same methods without 64-byte vectors: eight bytes at a time, and the framework's search in long lines.</content>
internal static partial class LineEnds
{
    private const ulong EachByte = 0x0101010101010101;
    private const ulong LowBits = 0x7F * EachByte;

    /// <summary>The line ends in the first block of the bytes, one bit for each byte.</summary>
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

    /// <summary>In a long line, skips blocks without a line end.</summary>
    public static int SkipText(ReadOnlySpan<byte> chunk, int at)
    {
        var length = TextLength(chunk[at..]);
        return at + (length - (length % Block));
    }

    /// <summary>Copies text up to a line end.</summary>
    /// <returns>How many bytes were copied: up to the line end or the end of either span.</returns>
    public static int CopyText(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var length = TextLength(from[..Math.Min(from.Length, to.Length)]);
        from[..length].CopyTo(to);
        return length;
    }

    /// <summary>Copies bytes unless one of them is U+0000.</summary>
    /// <returns>Whether none is. If one is, the target holds garbage.</returns>
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

    /// <summary>Sets the highest bit of each byte that is zero. No carry passes from one byte to the next.</summary>
    private static ulong Zeros(ulong eight) => ~(((eight & LowBits) + LowBits) | eight | LowBits);

    /// <summary>Gathers the highest bits of eight bytes into eight bits, the first byte's bit lowest.</summary>
    private static ulong Bits(ulong highest) => ((highest >> 7) * 0x0102040810204080) >> 56;
}
