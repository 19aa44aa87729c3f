using System.Globalization;

namespace Sse.Tool;

/// <summary>
/// Parses and formats sizes: <c>500k</c> and <c>64M</c> are multiples of 1024 and 1024² bytes, as in curl. A number without a unit is in
/// bytes.
/// </summary>
internal static class Sizes
{
    public const string Expected = "a size such as 500k or 64M, from 1 byte to 900M";

    private const int Max = 900 * 1024 * 1024;

    public static bool TryParse(string text, out int bytes)
    {
        var (digits, unit) = text switch
        {
            [.. var number, 'k' or 'K'] => (number, 1024),
            [.. var number, 'm' or 'M'] => (number, 1024 * 1024),
            _ => (text, 1),
        };
        var isSize = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0
            && count <= Max / unit;
        bytes = isSize ? count * unit : 0;
        return isSize;
    }

    public static string Format(int bytes) => bytes switch
    {
        _ when bytes % (1024 * 1024) == 0 => $"{bytes / (1024 * 1024)}M",
        _ when bytes % 1024 == 0 => $"{bytes / 1024}k",
        _ => $"{bytes}",
    };
}
