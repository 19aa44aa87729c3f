using System.Globalization;
using System.Text.RegularExpressions;

namespace Sse.Reactive.Testing;

/// <summary>A time step in a marble string, such as <c>10ms</c>, <c>1.5s</c> or <c>2m</c>, between spaces.</summary>
internal readonly partial record struct TimeStep(int Column, int Length, decimal Number, string Unit)
{
    private const string StepPattern = @"\G(?<number>[0-9]+(\.[0-9]+)?)(?<unit>ms|s|m)(?![\p{L}\p{Nd}])";
    private const string OtherUnitPattern = @"\G[0-9]+(\.[0-9]+)?(ns|us|µs|μs|sec|min|hr?|d)(?= |$)";

    public static bool TryRead(string text, int column, out TimeStep step)
    {
        step = default;
        if ((column == 0 || text[column - 1] == ' ') && OtherUnit().Match(text, column) is { Success: true } other)
        {
            throw new MarbleSyntaxException($"'{other.Value}' is no time step: the units are ms, s and m. If it is meant as letters, part them with a space.", text, column);
        }

        if (!char.IsAsciiDigit(text[column]) || (column > 0 && char.IsAsciiDigit(text[column - 1])) || Step().Match(text, column) is not { Success: true } match)
        {
            return false;
        }

        if ((column > 0 && text[column - 1] != ' ') || (column + match.Length < text.Length && text[column + match.Length] != ' '))
        {
            throw new MarbleSyntaxException(
                $"'{match.Value}' looks like a time step, which stands between spaces. If it is meant as letters, part them with a space.", text, column);
        }

        if (!decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw new MarbleSyntaxException("More time than there is.", text, column);
        }

        step = new(column, match.Length, number, match.Groups["unit"].Value);
        return true;
    }

    /// <summary>The other way: how a time is written.</summary>
    public static string Write(TimeSpan time) => Write((decimal)time.Ticks);

    /// <inheritdoc cref="Write(TimeSpan)"/>
    public static string Write(decimal ticks)
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

    public long Frames(TimeSpan frame, string text)
    {
        var unit = Unit switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            _ => TimeSpan.TicksPerMinute,
        };
        if (Number > TimeSpan.MaxValue.Ticks / unit)
        {
            throw new MarbleSyntaxException("More time than there is.", text, Column);
        }

        var frames = Number * unit / frame.Ticks;
        return frames == decimal.Truncate(frames)
            ? (long)frames
            : throw new MarbleSyntaxException(
                $"{text.Substring(Column, Length)} is no whole number of frames: a frame is {Write(frame)}. Choose a shorter frame.", text, Column);
    }

    [GeneratedRegex(StepPattern)]
    private static partial Regex Step();

    [GeneratedRegex(OtherUnitPattern)]
    private static partial Regex OtherUnit();
}
