using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Sse.Protocol;

/// <summary>Decodes the UTF-8 of a field: each maximal subpart of an invalid sequence becomes one U+FFFD.</summary>
internal static class Utf8Text
{
    private const int StackChars = 512;
    private const int LongTextBytes = 1024;

    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        // ASCII is widened by the faster encoding: Latin-1 has less overhead, ASCII uses wider vectors.
        return !Ascii.IsValid(utf8) ? DecodeThroughScratch(utf8)
            : utf8.Length < LongTextBytes ? Encoding.Latin1.GetString(utf8)
            : Encoding.ASCII.GetString(utf8);
    }

    private static string DecodeThroughScratch(ReadOnlySpan<byte> utf8)
    {
        // UTF-8 never decodes to more characters than it has bytes.
        if (utf8.Length <= StackChars)
        {
            Span<char> scratch = stackalloc char[StackChars];
            return DecodeInto(scratch, utf8);
        }

        var rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            return DecodeInto(rented, utf8);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static string DecodeInto(Span<char> scratch, ReadOnlySpan<byte> utf8)
    {
        // Emits the same number of U+FFFD on every framework. Encoding.UTF8 of .NET Framework emits a different one.
        Utf8.ToUtf16(utf8, scratch, out _, out var length);
        return scratch[..length].ToString();
    }
}
