namespace Sse.Reactive.Testing;

/// <summary>Places texts below a row, side by side where there is room, otherwise one below the other.</summary>
internal sealed class CaptionLanes(double left, double right)
{
    private const double Gap = 8;

    private readonly List<double> _ends = []; // of each lane

    public int Count => _ends.Count;

    /// <summary>Places a text as close below a position as possible.</summary>
    /// <returns>Its center, and its lane, from 0.</returns>
    public (double X, int Lane) Add(double x, string text)
    {
        var width = Svg.WidthOf(text);
        var start = Math.Max(left, Math.Min(x - width / 2, right - width));
        var lane = _ends.FindIndex(end => end + Gap <= start);
        if (lane < 0)
        {
            lane = _ends.Count;
            _ends.Add(0);
        }

        _ends[lane] = start + width;
        return (start + width / 2, lane);
    }
}
