namespace Sse.Protocol;

/// <summary>Looks for line ends in blocks of 64 bytes, and in long lines at four blocks at once.</summary>
/// <remarks>With vectors in one file, and where there are none of 64 bytes (NetStandard) in another of its name.</remarks>
internal static partial class LineEnds
{
    public const int Block = 64;
    public const int BlocksAtOnce = 4;

    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';

    public static bool IsLineEnd(byte value) => value is CR or LF;

    /// <summary>The same for the last block, which the chunk does not fill: it is looked at as the end of a whole one.</summary>
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
