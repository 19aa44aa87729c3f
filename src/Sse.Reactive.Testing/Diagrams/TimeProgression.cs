using System.Globalization;
using System.Text.RegularExpressions;

namespace Sse.Reactive.Testing;

/// <summary>A time progression in a marble string, such as <c>10ms</c>, <c>1.5s</c> or <c>2m</c>, with a space on either side.</summary>
internal readonly partial record struct TimeProgression(int Column, int Length, decimal Number, string Unit)
{
    private const string Letters = "To use its characters as values, separate them with spaces.";

    public const string TooLong = "The time is longer than TimeSpan.MaxValue.";

    private const string ProgressionPattern = @"\G(?<number>[0-9]+(\.[0-9]+)?)(?<unit>ms|s|m)(?![\p{L}\p{Nd}])";
    private const string OtherUnitPattern = @"\G[0-9]+(\.[0-9]+)?(ns|us|µs|μs|sec|min|hr?|d)(?= |$)";

    public static bool TryParse(string text, int column, out TimeProgression progression)
    {
        progression = default;
        if ((column == 0 || text[column - 1] == ' ') && OtherUnit().Match(text, column) is { Success: true } other)
        {
            throw new MarbleSyntaxException(
                $"'{other.Value}' is not a time progression: the units are ms, s and m. {Letters}",
                text,
                column);
        }

        if (!char.IsAsciiDigit(text[column])
            || (column > 0 && char.IsAsciiDigit(text[column - 1]))
            || Progression().Match(text, column) is not { Success: true } match)
        {
            return false;
        }

        if ((column > 0 && text[column - 1] != ' ') || (column + match.Length < text.Length && text[column + match.Length] != ' '))
        {
            throw new MarbleSyntaxException(
                $"'{match.Value}' looks like a time progression, which needs a space on either side. {Letters}",
                text,
                column);
        }

        if (!decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw new MarbleSyntaxException(TooLong, text, column);
        }

        progression = new(column, match.Length, number, match.Groups["unit"].Value);
        return true;
    }

    /// <summary>Formats a time as a time progression.</summary>
    public static string Format(TimeSpan time) => Format((decimal)time.Ticks);

    /// <inheritdoc cref="Format(TimeSpan)"/>
    public static string Format(decimal ticks)
    {
        var (unit, length) = ticks switch
        {
            0 => ("ms", TimeSpan.TicksPerMillisecond),
            _ when ticks % TimeSpan.TicksPerMinute == 0 => ("m", TimeSpan.TicksPerMinute),
            _ when ticks % TimeSpan.TicksPerSecond == 0 => ("s", TimeSpan.TicksPerSecond),
            _ => ("ms", TimeSpan.TicksPerMillisecond),
        };
        return FormattableString.Invariant($"{ticks / length:0.##########}{unit}");
    }

    /// <summary>How many frames it takes.</summary>
    public long Frames(TimeSpan frame, string text)
    {
        var unit = Unit switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            _ => TimeSpan.TicksPerMinute,
        };
        if (Number > (decimal)TimeSpan.MaxValue.Ticks / unit)
        {
            throw new MarbleSyntaxException(TooLong, text, Column);
        }

        var frames = Number * unit / frame.Ticks;
        return frames == decimal.Truncate(frames)
            ? (long)frames
            : throw new MarbleSyntaxException(
                $"{text.Substring(Column, Length)} is not a whole number of frames of {Format(frame)}. Choose a shorter frame.",
                text,
                Column);
    }

    [GeneratedRegex(ProgressionPattern)]
    private static partial Regex Progression();

    [GeneratedRegex(OtherUnitPattern)]
    private static partial Regex OtherUnit();
}
