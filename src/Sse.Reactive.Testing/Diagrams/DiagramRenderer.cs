using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>Draws rows as marble strings, one above the other and aligned: the same column is the same frame.</summary>
internal sealed class DiagramRenderer
{
    private const int MaxDashes = 12;
    private const string Units = "msnuµμhd"; // the first characters of units of time, valid or not

    private readonly DiagramRow[] _rows;
    private readonly Dictionary<long, char>[] _characters;
    private readonly StringBuilder[] _lines;
    private readonly Dictionary<long, int> _columns = []; // by drawn frame
    private readonly long _scale;
    private readonly decimal _frameTicks;
    private long _now; // in drawn frames

    public DiagramRenderer(TimeSpan frame, params DiagramRow[] rows)
    {
        _rows = rows;
        _lines = [.. rows.Select(_ => new StringBuilder())];
        _scale = SmallestScale(rows);
        _characters = [.. rows.Select(CharactersOf)];
        _frameTicks = (decimal)frame.Ticks / _scale;
        Draw();
    }

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.ToString().TrimEnd())];

    /// <summary>The frame that was drawn, if a shorter one than the requested frame was needed; otherwise <see langword="null"/>.</summary>
    public string? ShorterFrame => _scale > 1 ? TimeProgression.Format(_frameTicks) : null;

    /// <summary>The column in which a frame is drawn.</summary>
    public int ColumnOf(long frame) => _columns[frame * _scale];

    /// <summary>A group is as wide as its text, so drawn frames must be short enough for it to end before the next symbol.</summary>
    private static long SmallestScale(DiagramRow[] rows)
    {
        long scale = 1;
        foreach (var row in rows)
        {
            foreach (var (cell, next) in row.Cells.Zip(row.Cells.Skip(1)))
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
        foreach (var cells in _rows.SelectMany(row => row.Cells).GroupBy(cell => cell.Frame).OrderBy(group => group.Key))
        {
            PassTo(cells.Key * _scale);
            DrawFrames(cells.Max(End));
        }

        PassTo(_rows.Max(End));
    }

    /// <summary>Draws one character per frame.</summary>
    private void DrawFrames(long until)
    {
        for (; _now < until; _now++)
        {
            if (_lines.Zip(_characters).Any(pair => IsTime(pair.First, pair.Second)))
            {
                Array.ForEach(_lines, line => line.Append(' '));
            }

            _columns[_now] = _lines[0].Length;
            foreach (var (row, characters, line) in _rows.Zip(_characters, _lines))
            {
                line.Append(characters.TryGetValue(_now, out var character) ? character : _now < End(row) ? '-' : ' ');
            }
        }
    }

    /// <summary>Whether the next character would be read with the digit before it as a time progression, such as <c>1m</c>.</summary>
    private bool IsTime(StringBuilder line, Dictionary<long, char> characters) =>
        line.Length > 0
        && char.IsAsciiDigit(line[line.Length - 1])
        && characters.TryGetValue(_now, out var next)
        && Units.Contains(next, StringComparison.Ordinal);

    /// <summary>Draws time in which nothing happens: dashes, or a time progression where that is shorter.</summary>
    private void PassTo(long until)
    {
        foreach (var stop in _rows.Select(End).Where(end => end > _now && end < until).Order().Append(until))
        {
            if (stop - _now <= MaxDashes)
            {
                DrawFrames(stop);
                continue;
            }

            var progression = $" {TimeProgression.Format((stop - _now) * _frameTicks)} ";
            foreach (var (row, line) in _rows.Zip(_lines))
            {
                line.Append(_now < End(row) ? progression : new string(' ', progression.Length));
            }

            _now = stop;
        }
    }

    private Dictionary<long, char> CharactersOf(DiagramRow row) => row.Cells
        .SelectMany(cell => cell.Text.Select((character, i) => (At: cell.Frame * _scale + i, character)))
        .ToDictionary(c => c.At, c => c.character);

    private long End(DiagramCell cell) => cell.Frame * _scale + cell.Text.Length;

    /// <summary>A row that has ended is drawn to its last symbol, any other to the end of its last frame.</summary>
    private long End(DiagramRow row)
    {
        var lastSymbol = row.Cells.Count > 0 ? End(row.Cells[^1]) : 0;
        return row.HasEnded ? lastSymbol : Math.Max(lastSymbol, row.Frames * _scale);
    }
}
