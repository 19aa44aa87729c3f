using System.Globalization;

namespace Sse.Tool.Arguments;

/// <summary>Lengths of time: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>1.5h</c>; a number alone is seconds.</summary>
internal static class Durations
{
    public const string Expected = "a time such as 500ms, 10s, 5m or 1.5h, of at most 49 days";

    private static readonly TimeSpan Max = TimeSpan.FromDays(49);

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    public static bool TryParse(string text, out TimeSpan time)
    {
        var (unit, seconds) = Units.First(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        var isNumber = double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var isTime = isNumber && number * seconds >= 0.001 && number * seconds <= Max.TotalSeconds;
        time = isTime ? TimeSpan.FromSeconds(number * seconds) : default;
        return isTime;
    }
}
