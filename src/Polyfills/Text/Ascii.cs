using System.Buffers.Binary;

namespace System.Text;

/// <summary>Tests whether text is ASCII.</summary>
internal static class Ascii
{
    private const ulong NotAscii = 0x8080808080808080;

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        while (text.Length >= sizeof(ulong))
        {
            if ((BinaryPrimitives.ReadUInt64LittleEndian(text) & NotAscii) != 0)
            {
                return false;
            }

            text = text[sizeof(ulong)..];
        }

        foreach (var b in text)
        {
            if (b > '\u007F')
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsValid(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F');
}
