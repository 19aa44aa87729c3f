using System.Xml.Linq;

namespace Sse.Reactive.Testing;

/// <summary>The times above the rows, and the length of each break.</summary>
internal sealed class TimeAxis(TimeSpan frame, PictureTime time, double left)
{
    private const double TickHeight = 5;
    private const double Gap = 16;

    private static readonly long[] Steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    public IEnumerable<XElement> Paint(double y, bool showsTime) =>
        (showsTime ? Ticks(y) : []).Concat(time.Breaks.Select(skipped => Svg.Element(
            "text",
            $"{Format(skipped.To - skipped.From)}",
            ("class", "muted"),
            ("x", left + (skipped.X + skipped.EndX) / 2),
            ("y", y + 2),
            ("text-anchor", "middle"))));

    private IEnumerable<XElement> Ticks(double y)
    {
        var step = Steps.First(step => step == Steps[^1] || Svg.WidthOf(Format(step * 11)) + Gap <= step * PictureTime.Width);
        var last = double.NegativeInfinity;
        foreach (var (number, at) in Frames(step).Select(number => (number, time.XOf(number))))
        {
            var half = Svg.WidthOf(Format(number)) / 2;
            if (at is not { } x || x - half < last || time.Breaks.Any(skipped => x + half > skipped.X && x < skipped.EndX && x > skipped.X))
            {
                continue;
            }

            last = x + half + Gap / 2;
            yield return Svg.Element(
                "text", Format(number), ("class", "muted"), ("x", left + x), ("y", y + 2), ("text-anchor", "middle"));
            yield return Svg.Line(left + x, y + 5, left + x, y + 5 + TickHeight, "tick");
        }
    }

    /// <summary>The multiples of a step that have a position: none within breaks, which may be long.</summary>
    private IEnumerable<long> Frames(long step)
    {
        for (var number = 0L; number <= time.LastFrame; number += step)
        {
            if (time.Breaks.FirstOrDefault(skipped => skipped.From < number && number < skipped.To) is { To: > 0 } skipped)
            {
                number = (skipped.To + step - 1) / step * step;
            }

            yield return number;
        }
    }

    private string Format(long frames) => TimeProgression.Format((decimal)frame.Ticks * frames) switch
    {
        "0ms" => "0",
        var text => text,
    };
}
