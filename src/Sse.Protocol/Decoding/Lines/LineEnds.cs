namespace Sse.Protocol;

/// <summary>Finds line ends in blocks of 64 bytes, in long lines four blocks at a time.</summary>
/// <remarks>LineEnds.Vectors.cs has two versions: this folder's uses 64-byte vectors; the one in NetStandard works without them.</remarks>
internal static partial class LineEnds
{
    public const int Block = 64;
    public const int BlocksPerStride = 4;

    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';

    public static bool IsLineEnd(byte value) => value is CR or LF;

    /// <summary>
    /// The line ends of the last block, which the chunk does not fill, as bits: read as the end of a full block where the chunk has one.
    /// </summary>
    public static ulong LineEndsInTail(ReadOnlySpan<byte> chunk, int at)
    {
        if (chunk.Length >= Block)
        {
            return LineEndsIn(chunk[^Block..]) >> (at + Block - chunk.Length);
        }

        ulong lineEnds = 0;
        for (var i = at; i < chunk.Length; i++)
        {
            if (IsLineEnd(chunk[i]))
            {
                lineEnds |= 1UL << (i - at);
            }
        }

        return lineEnds;
    }
}
