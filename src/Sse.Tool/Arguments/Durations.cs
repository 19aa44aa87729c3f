using System.Globalization;

namespace Sse.Tool;

/// <summary>Parses durations such as <c>500ms</c>, <c>10s</c>, <c>5m</c> or <c>1.5h</c>. A number without a unit is in seconds.</summary>
internal static class Durations
{
    public const string Expected = "a time such as 500ms, 10s, 5m or 1.5h, of at most 49 days";

    private static readonly TimeSpan Max = TimeSpan.FromDays(49);

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var (unit, seconds) = Units.First(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        var digits = text.AsSpan(0, text.Length - unit.Length);
        var isValid = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * seconds >= 0.001
            && number * seconds <= Max.TotalSeconds;
        duration = isValid ? TimeSpan.FromSeconds(number * seconds) : default;
        return isValid;
    }
}
