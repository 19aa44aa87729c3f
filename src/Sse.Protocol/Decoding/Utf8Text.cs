using System.Buffers;
using System.Text;

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
            return new string(scratch[..Encoding.UTF8.GetChars(utf8, scratch)]);
        }

        var rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            return new string(rented, 0, Encoding.UTF8.GetChars(utf8, rented));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
