using System.Text;
using System.Text.Unicode;

namespace Sse.Protocol;

/// <summary>The same as the other one, where the framework's decoder has its own mind on how many U+FFFD stand for invalid bytes (as .NET Framework's does).</summary>
internal static class Utf8Text
{
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        var invalid = Utf8.IndexOfInvalid(utf8, out var length);
        if (invalid < 0)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var text = new StringBuilder(utf8.Length);
        while (invalid >= 0)
        {
            text.Append(Encoding.UTF8.GetString(utf8[..invalid])).Append('\uFFFD');
            utf8 = utf8[(invalid + length)..];
            invalid = Utf8.IndexOfInvalid(utf8, out length);
        }

        return text.Append(Encoding.UTF8.GetString(utf8)).ToString();
    }
}
