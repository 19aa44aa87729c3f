namespace Sse.Tool;

/// <summary>
/// The default format of a terminal: columns for the time since the previous event, the type, the ID and the data. JSON is pretty-printed,
/// and starts on a line of its own if it does not fit next to the columns.
/// </summary>
internal sealed class TerminalFormat(Func<int> width) : IEventFormat
{
    private const int TimeColumn = 8;
    private const int MaxType = 20;
    private const int MaxId = 24;
    private const int IdStep = 4;

    private readonly string _indent = new(' ', TimeColumn + 2);
    private int _typeColumn = 7;
    private int _idColumn;

    public bool TryWrite(SseEvent e, TimeSpan sinceLast, TextOutput output)
    {
        var type = Printable.Truncated(e.Type, MaxType);
        var id = Printable.Truncated(e.LastEventId, MaxId);
        _typeColumn = Math.Max(_typeColumn, type.Length);
        if (id.Length > _idColumn)
        {
            _idColumn = (id.Length + IdStep - 1) / IdStep * IdStep; // in steps, so that the data does not move with each digit
        }

        output.Write(("+" + DurationText.Of(sinceLast)).PadLeft(TimeColumn), TextStyle.Dim).Write("  ").Write(type, TextStyle.Type);
        var dataColumn = _indent.Length + _typeColumn + 2 + (_idColumn > 0 ? _idColumn + 2 : 0);
        var position = _indent.Length + type.Length;
        if (id.Length > 0)
        {
            var isNumber = id.All(char.IsAsciiDigit);
            output.Write(new(' ', _typeColumn - type.Length + 2)).Write(isNumber ? id.PadLeft(_idColumn) : id, TextStyle.Id);
            position = _indent.Length + _typeColumn + 2 + (isNumber ? _idColumn : id.Length);
        }

        WriteData(e.Data, output, new(' ', dataColumn - position), width() - dataColumn - 1);
        output.WriteLine();
        return true;
    }

    private void WriteData(string data, TextOutput output, string padding, int available)
    {
        using var json = JsonText.TryParseStructure(data);
        if (json is not null)
        {
            var isBelow = !JsonPrettyPrinter.Fits(json.RootElement, available);
            output.Write(isBelow ? "\n" + _indent : padding);
            JsonPrettyPrinter.Write(json.RootElement, output, isBelow ? width() - _indent.Length - 1 : available, _indent.Length, width());
        }
        else if (data.Contains('\n', StringComparison.Ordinal))
        {
            output.WriteLine().Write(_indent + Printable.Lines(data).Replace("\n", "\n" + _indent, StringComparison.Ordinal));
        }
        else if (data.Length > 0)
        {
            output.Write(padding).Write(Printable.Lines(data));
        }
    }
}
