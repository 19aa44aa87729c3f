using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Sse.Protocol;

/// <summary>"UTF-8 decode" of what a field holds: invalid bytes become U+FFFD, one for each maximal subpart.</summary>
internal static class Utf8Text
{
    private const int StackChars = 512;
    private const int LongText = 1024;

    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        // Plain ASCII is widened, by whichever encoding is the faster one: Latin-1 starts sooner, ASCII uses wider vectors.
        return !Ascii.IsValid(utf8) ? DecodeThroughScratch(utf8)
            : utf8.Length < LongText ? Encoding.Latin1.GetString(utf8)
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
