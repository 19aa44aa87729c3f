using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>Tracks drawn as marble strings, one above the other, so that what stands in one column happened in one frame.</summary>
internal sealed class Picture
{
    private const int LongestDashes = 12;

    private readonly Track[] _tracks;
    private readonly Dictionary<long, char>[] _signs;
    private readonly StringBuilder[] _lines;
    private readonly Dictionary<long, int> _columns = [];
    private readonly long _scale;
    private readonly decimal _frameTicks;
    private long _now; // in frames of the picture

    public Picture(TimeSpan frame, params Track[] tracks)
    {
        _tracks = tracks;
        _lines = [.. tracks.Select(_ => new StringBuilder())];
        _scale = SmallestScale(tracks);
        _signs = [.. tracks.Select(SignsOf)];
        _frameTicks = (decimal)frame.Ticks / _scale;
        Draw();
    }

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.ToString().TrimEnd())];

    /// <summary>The frame that the picture had to take instead of the one asked for; <see langword="null"/> if it did not.</summary>
    public string? OtherFrame => _scale > 1 ? TimeStep.Write(_frameTicks) : null;

    /// <summary>Where a sign of this frame stands.</summary>
    public int ColumnOf(long frame) => _columns[frame];

    /// <summary>A group takes as many frames as it has characters: frames have to be so short that it ends before the next sign.</summary>
    private static long SmallestScale(Track[] tracks)
    {
        long scale = 1;
        foreach (var track in tracks)
        {
            foreach (var (cell, next) in track.Cells.Zip(track.Cells.Skip(1)))
            {
                while (cell.Text.Length > scale * (next.Frame - cell.Frame))
                {
                    scale *= 10;
                }
            }
        }

        return scale;
    }

    private void Draw()
    {
        foreach (var cells in _tracks.SelectMany(t => t.Cells).GroupBy(c => c.Frame).OrderBy(g => g.Key))
        {
            PassTo(cells.Key * _scale);
            _columns[cells.Key] = _lines[0].Length - (int)(_now - cells.Key * _scale);
            Spell(cells.Max(End));
        }

        PassTo(_tracks.Max(End));
    }

    /// <summary>Character by character.</summary>
    private void Spell(long until)
    {
        for (; _now < until; _now++)
        {
            foreach (var (track, signs, line) in _tracks.Zip(_signs, _lines))
            {
                line.Append(signs.TryGetValue(_now, out var sign) ? sign : _now < End(track) ? '-' : ' ');
            }
        }
    }

    /// <summary>Time in which nothing happens: dashes, or a time step if they were many.</summary>
    private void PassTo(long until)
    {
        foreach (var stop in _tracks.Select(End).Where(end => end > _now && end < until).Order().Append(until))
        {
            if (stop - _now <= LongestDashes)
            {
                Spell(stop);
                continue;
            }

            var step = $" {TimeStep.Write((stop - _now) * _frameTicks)} ";
            foreach (var (track, line) in _tracks.Zip(_lines))
            {
                line.Append(_now < End(track) ? step : new string(' ', step.Length));
            }

            _now = stop;
        }
    }

    private Dictionary<long, char> SignsOf(Track track) =>
        track.Cells.SelectMany(cell => cell.Text.Select((sign, i) => (At: cell.Frame * _scale + i, sign))).ToDictionary(s => s.At, s => s.sign);

    private long End(Track.Cell cell) => cell.Frame * _scale + cell.Text.Length;

    /// <summary>What has ended is over with its last sign; what has not goes on to the end of its last frame.</summary>
    private long End(Track track)
    {
        var lastSign = track.Cells.Count > 0 ? End(track.Cells[^1]) : 0;
        return track.HasEnded ? lastSign : Math.Max(lastSign, track.Frames * _scale);
    }
}
