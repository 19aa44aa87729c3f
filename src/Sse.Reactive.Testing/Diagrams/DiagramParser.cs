namespace Sse.Reactive.Testing;

/// <summary>Parses a marble string by the grammar of RxJS.</summary>
internal sealed class DiagramParser(string text, TimeSpan frame)
{
    private readonly List<Symbol> _symbols = [];
    private long _now;
    private int? _group;      // the column of an open parenthesis
    private int _groupWidth;  // a group takes as many frames as it has characters
    private int? _start;
    private int? _end;

    public Diagram Parse()
    {
        for (var column = 0; column < text.Length; column++)
        {
            if (TimeProgression.TryParse(text, column, out var progression))
            {
                Pass(progression.Frames(frame, text), column);
                column += progression.Length - 1;
            }
            else
            {
                Parse(text[column], column);
            }
        }

        return _group is { } open ? throw Error("This group is not closed. Add ')'.", open) : new(text, _symbols, _now);
    }

    private void Parse(char character, int column)
    {
        switch (character)
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
            case Symbol.Completion or Symbol.Error or Symbol.Start or Symbol.End:
            case var letter when Symbol.IsLetterCharacter(letter):
                Add(character, column);
                break;
            default:
                throw Error(
                    $"{(char.IsControl(character) ? $"U+{(int)character:X4}" : $"'{character}'")} is not valid in a marble string. "
                    + "Use '-' for a frame, letters or digits for values, '|', '#', '(ab)', '^', '!', "
                    + "and time progressions such as '10ms' between spaces.",
                    column);
        }
    }

    private void Pass(long frames, int column)
    {
        if (_group is not null)
        {
            throw Error("Time cannot pass within a group. Close it first.", column);
        }

        ThrowIfEnded(column);
        _now = frames <= TimeSpan.MaxValue.Ticks / frame.Ticks - _now
            ? _now + frames
            : throw Error(TimeProgression.TooLong, column);
    }

    private void Open(int column)
    {
        if (_group is not null)
        {
            throw Error("Groups cannot be nested.", column);
        }

        ThrowIfEnded(column);
        _group = column;
        _groupWidth = 1;
    }

    private void Close(int column)
    {
        if (_group is null)
        {
            throw Error("')' has no matching '('.", column);
        }

        if (_groupWidth == 1)
        {
            throw Error("This group is empty.", column);
        }

        _group = null;
        _now += _groupWidth + 1;
    }

    private void Add(char character, int column)
    {
        ThrowIfEnded(column);
        if (character == Symbol.Start)
        {
            _start = _start is { } first ? throw Error($"There is already a '^', in column {first + 1}.", column) : column;
        }
        else if (!Symbol.IsLetterCharacter(character))
        {
            _end = column;
        }

        _symbols.Add(new(_now, character, column));
        if (_group is null)
        {
            _now++;
        }
        else
        {
            _groupWidth++;
        }
    }

    private void ThrowIfEnded(int column)
    {
        if (_end is { } end)
        {
            throw Error($"'{text[column]}' comes after the end. Nothing can follow the '{text[end]}' in column {end + 1}.", column);
        }
    }

    private MarbleSyntaxException Error(string problem, int column) => new(problem, text, column);
}
