using System.Globalization;
using System.Text.RegularExpressions;

namespace Pictures.Recordings;

/// <summary>
/// A terminal's screen: text, colors and movements of the cursor, as far as the recorded programs use them. It does not scroll.
/// </summary>
internal sealed partial class Screen(int columns, int rows)
{
    private readonly Cell[,] _cells = new Cell[rows, columns];
    private readonly TimeSpan?[] _shown = new TimeSpan?[rows];
    private string _pending = "";
    private string _style = "";
    private int _row;
    private int _column;

    public int Rows => rows;

    /// <summary>When the row first had text.</summary>
    public TimeSpan? ShownAt(int row) => _shown[row];

    /// <summary>The cells of a row, without blanks at its end.</summary>
    public IReadOnlyList<Cell> Row(int row)
    {
        var cells = Enumerable.Range(0, columns)
            .Select(column => _cells[row, column].Text is null ? Cell.Blank : _cells[row, column])
            .ToList();
        return cells[..(cells.FindLastIndex(cell => cell.Text != " ") + 1)];
    }

    /// <summary>Writes what a program has sent. An escape sequence may be continued by the next call.</summary>
    public void Write(string text, TimeSpan time)
    {
        text = _pending + text;
        _pending = "";
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '\u001b')
            {
                var element = StringInfo.GetNextTextElement(text, i);
                Put(element, time);
                i += element.Length;
            }
            else if (Sequence().Match(text, i) is { Success: true } sequence)
            {
                Apply(sequence.Groups["arguments"].Value, sequence.Groups["command"].Value);
                i += sequence.Length;
            }
            else
            {
                _pending = text[i..];
                return;
            }
        }
    }

    private void Put(string element, TimeSpan time)
    {
        switch (element)
        {
            case "\r\n":
                (_row, _column) = (_row + 1, 0);
                break;
            case "\n":
                _row++;
                break;
            case "\r":
                _column = 0;
                break;
            default:
                if (_row < rows && _column < columns && !char.IsControl(element[0]))
                {
                    _cells[_row, _column] = new(element, _style);
                    _shown[_row] ??= time;
                }

                _column++;
                break;
        }
    }

    private void Apply(string arguments, string command)
    {
        var number = int.TryParse(arguments.Split(';')[0], out var parsed) ? parsed : 1;
        switch (command)
        {
            case "m":
                _style = arguments is "" or "0" ? "" : arguments;
                break;
            case "A":
                _row = Math.Max(0, _row - number);
                break;
            case "B":
                _row += number;
                break;
            case "C":
                _column += number;
                break;
            case "D":
                _column = Math.Max(0, _column - number);
                break;
            case "E":
                (_row, _column) = (_row + number, 0);
                break;
            case "F":
                (_row, _column) = (Math.Max(0, _row - number), 0);
                break;
            case "G":
                _column = Math.Min(number, columns) - 1;
                break;
            case "K":
                Clear(_row, arguments == "2" ? 0 : _column);
                break;
            case "J":
                Clear(_row, _column);
                for (var row = _row + 1; row < rows; row++)
                {
                    Clear(row, 0);
                }

                break;
        }
    }

    private void Clear(int row, int from)
    {
        for (var column = from; row < rows && column < columns; column++)
        {
            _cells[row, column] = Cell.Blank;
        }
    }

    [GeneratedRegex(@"\G\u001b(\[(?<arguments>[?0-9;]*)(?<command>[A-Za-z])|[=>])")]
    private static partial Regex Sequence();
}
