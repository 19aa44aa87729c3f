using System.Buffers.Binary;

namespace System.Text.Unicode;

/// <summary>What is UTF-8 and what is not (Unicode, table 3-7).</summary>
internal static class Utf8
{
    private const ulong NotAscii = 0x8080808080808080;

    public static bool IsValid(ReadOnlySpan<byte> utf8) => IndexOfInvalid(utf8, out _) < 0;

    /// <summary>Finds the first bytes that are no UTF-8.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="length">How many there are: a maximal subpart, which becomes one U+FFFD.</param>
    /// <returns>Where they are; negative where all is valid.</returns>
    public static int IndexOfInvalid(ReadOnlySpan<byte> utf8, out int length)
    {
        var at = 0;
        while (at < utf8.Length)
        {
            if (at <= utf8.Length - sizeof(ulong) && (BinaryPrimitives.ReadUInt64LittleEndian(utf8[at..]) & NotAscii) == 0)
            {
                at += sizeof(ulong);
            }
            else if (TryReadScalar(utf8[at..], out length))
            {
                at += length;
            }
            else
            {
                return at;
            }
        }

        length = 0;
        return -1;
    }

    /// <summary>Reads a scalar value, or as much as might have been the start of one; a byte at least.</summary>
    private static bool TryReadScalar(ReadOnlySpan<byte> utf8, out int length)
    {
        length = 1;
        var first = utf8[0];
        if (first < 0x80)
        {
            return true;
        }

        // The second byte rules out overlong forms, surrogates, and what is past U+10FFFF.
        var (continuations, lowest, highest) = first switch
        {
            >= 0xC2 and <= 0xDF => (1, 0x80, 0xBF),
            0xE0 => (2, 0xA0, 0xBF),
            0xED => (2, 0x80, 0x9F),
            >= 0xE1 and <= 0xEF => (2, 0x80, 0xBF),
            0xF0 => (3, 0x90, 0xBF),
            >= 0xF1 and <= 0xF3 => (3, 0x80, 0xBF),
            0xF4 => (3, 0x80, 0x8F),
            _ => (-1, 0, 0),
        };
        while (length <= continuations && length < utf8.Length && utf8[length] >= lowest && utf8[length] <= highest)
        {
            length++;
            (lowest, highest) = (0x80, 0xBF);
        }

        return length == continuations + 1;
    }
}
