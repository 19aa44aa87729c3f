namespace Sse.Reactive.Testing;

/// <summary>Reads a marble string, by the grammar of RxJS.</summary>
internal sealed class DiagramReader(string text, TimeSpan frame)
{
    private readonly List<Mark> _marks = [];
    private long _now;
    private int? _group;      // the column of an open parenthesis
    private int _groupWidth;  // a group takes as many frames as it has characters
    private int? _start;
    private int? _end;

    public Diagram Read()
    {
        for (var column = 0; column < text.Length; column++)
        {
            if (TimeStep.TryRead(text, column, out var step))
            {
                Pass(step.Frames(frame, text), column);
                column += step.Length - 1;
            }
            else
            {
                Read(text[column], column);
            }
        }

        return _group is { } open ? throw Error("This group is never closed: ')' is missing.", open) : new(text, _marks, _now);
    }

    private void Read(char sign, int column)
    {
        switch (sign)
        {
            case ' ':
                break;
            case '-':
                Pass(1, column);
                break;
            case '(':
                Open(column);
                break;
            case ')':
                Close(column);
                break;
            case Mark.Completion or Mark.Error or Mark.Start or Mark.End:
            case var letter when Mark.IsLetterSign(letter):
                Add(sign, column);
                break;
            default:
                throw Error(
                    $"{(char.IsControl(sign) ? $"U+{(int)sign:X4}" : $"'{sign}'")} means nothing in a marble string. Use '-' for a frame, letters or digits for values, '|', '#', '(ab)', '^', '!', "
                    + "and time steps such as '10ms' between spaces.", column);
        }
    }

    private void Pass(long frames, int column)
    {
        if (_group is not null)
        {
            throw Error("No time passes within a group: close it first.", column);
        }

        RefuseAfterEnd(column);
        _now = frames <= TimeSpan.MaxValue.Ticks / frame.Ticks - _now
            ? _now + frames
            : throw Error("More time than there is.", column);
    }

    private void Open(int column)
    {
        if (_group is not null)
        {
            throw Error("Groups cannot be nested.", column);
        }

        RefuseAfterEnd(column);
        _group = column;
        _groupWidth = 1;
    }

    private void Close(int column)
    {
        if (_group is null)
        {
            throw Error("')' closes a group that was never opened.", column);
        }

        if (_groupWidth == 1)
        {
            throw Error("This group is empty.", column);
        }

        _group = null;
        _now += _groupWidth + 1;
    }

    private void Add(char sign, int column)
    {
        RefuseAfterEnd(column);
        if (sign == Mark.Start)
        {
            _start = _start is { } first ? throw Error($"There is a '^' already, in column {first + 1}.", column) : column;
        }
        else if (!Mark.IsLetterSign(sign))
        {
            _end = column;
        }

        _marks.Add(new(_now, sign, column));
        if (_group is null)
        {
            _now++;
        }
        else
        {
            _groupWidth++;
        }
    }

    private void RefuseAfterEnd(int column)
    {
        if (_end is { } end)
        {
            throw Error($"'{text[column]}' comes after the end: '{text[end]}' in column {end + 1} is the last thing that can happen.", column);
        }
    }

    private MarbleSyntaxException Error(string problem, int column) => new(problem, text, column);
}
