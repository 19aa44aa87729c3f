using System.Globalization;

namespace Sse.Tool.Arguments;

/// <summary>Numbers of bytes: <c>500k</c>, <c>64M</c> (of 1024 and 1024² bytes, as curl has it); a number alone is bytes.</summary>
internal static class Sizes
{
    public const string Expected = "a size such as 500k or 64M, from 1 byte to 900M";

    private const int Max = 900 * 1024 * 1024;

    public static bool TryParse(string text, out int size)
    {
        var (digits, unit) = text switch
        {
            [.. var number, 'k' or 'K'] => (number, 1024),
            [.. var number, 'm' or 'M'] => (number, 1024 * 1024),
            _ => (text, 1),
        };
        var isSize = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && count <= Max / unit;
        size = isSize ? count * unit : 0;
        return isSize;
    }

    public static string Shown(int size) => size switch
    {
        _ when size % (1024 * 1024) == 0 => $"{size / (1024 * 1024)}M",
        _ when size % 1024 == 0 => $"{size / 1024}k",
        _ => $"{size}",
    };
}
