using System.Text;

namespace Sse.Reactive.Tests.Faults;

/// <summary>The whole content of a server, in blocks with an ID each: a stream can resume after any of them.</summary>
/// <remarks>
/// The blocks have every valid shape, each with every newline style. Their meaning is written down next to them, not decoded.
/// </remarks>
internal sealed class EventFeed
{
    /// <summary>
    /// The first bytes of a connection: none, a BOM, a blank line (which would commit pending fields), both, or a welcome event.
    /// </summary>
    public static IReadOnlyList<byte[]> Openings { get; } =
        [.. new[] { "", "\uFEFF", ":ok\nretry: 250\n\n", "\uFEFFretry: 300\r\r\n", "data: welcome\n\n" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A block with LF as newlines; <c>{0}</c> is replaced by its number.</summary>
    private static IReadOnlyList<Shape> Shapes { get; } =
    [
        new("id: {0}\ndata: plain\n\n", "plain"),
        new("data: first\ndata: second\nid: {0}\ndata\ndata:  fourth\n\n", "first\nsecond\n\n fourth"),
        new("event: tick\n: a comment within\nid:{0}\ndata:tight\n\n", "tight", Type: "tick"),
        new("data: untyped\nid: {0}\n\n", "untyped"),
        new(
            ":\n: comments before\nid: {0} \u017E\u2026\U0001F600\ndata: \u017Elu\u0165ou\u010Dk\u00FD \u65E5\u672C \U0001F600\n\n",
            "\u017Elu\u0165ou\u010Dk\u00FD \u65E5\u672C \U0001F600",
            Id: "{0} \u017E\u2026\U0001F600"),
        new("retry: 200\nid: {0}\ndata:\n\n", ""),
        new("id: {0}\n\n", Data: null),
        new("event: lost\nid: {0}\n\n", Data: null),
        new("id: mistaken\nid: {0}\nid: ignored\0\ndata: the last ID counts\n\n", "the last ID counts"),
        new("unknown: x\nretry: nonsense\nevent: empty\ndata\nid: {0}\nevent\n\n", ""),
        new("id: {0}\ndata: blank lines after\n\n\n\n: and a comment\n\n", "blank lines after"),
        new("data: {\"long\":\"" + new string('x', 150) + "\"}\nid: {0}\n\n", "{\"long\":\"" + new string('x', 150) + "\"}"),
    ];

    /// <summary>LF, CRLF, CR, and all of them; from the number of a line and whether it is blank.</summary>
    private static IReadOnlyList<Func<int, bool, string>> Newlines { get; } =
    [
        (_, _) => "\n",
        (_, _) => "\r\n",
        (_, _) => "\r",
        (line, isBlank) => isBlank ? "\r" : line % 2 == 0 ? "\r\n" : "\n",
    ];

    private readonly List<Block> _blocks = [];
    private readonly byte[] _bytes;

    private EventFeed()
    {
        for (var round = 0; round < Newlines.Count; round++)
        {
            for (var shape = 0; shape < Shapes.Count; shape++)
            {
                Add(Shapes[shape], Newlines[(round + shape) % Newlines.Count]);
            }
        }

        _bytes = [.. _blocks.SelectMany(block => block.Bytes)];
    }

    public static EventFeed OfAllShapes { get; } = new();

    /// <summary>The events that a subscriber must receive.</summary>
    public List<SseEvent> Events { get; } = [];

    public string LastId => _blocks[^1].Id;

    /// <summary>How many bytes a connection must send to complete at least one more block after any first bytes.</summary>
    public int LongestStep => _blocks.Max(block => block.Bytes.Length) + Openings.Max(opening => opening.Length);

    /// <summary>The bytes to send to a client that has received everything up to an ID.</summary>
    public byte[] After(string id, byte[] opening)
    {
        var index = IndexAfter(id);
        return [.. opening, .. index == _blocks.Count ? [] : _bytes.AsSpan(_blocks[index].Start)];
    }

    /// <summary>The last ID that a number of bytes of <see cref="After"/> commits.</summary>
    public string Committed(string id, byte[] opening, int count)
    {
        var first = IndexAfter(id);
        for (var i = first; i < _blocks.Count && opening.Length + _blocks[i].CompleteAt - _blocks[first].Start <= count; i++)
        {
            id = _blocks[i].Id;
        }

        return id;
    }

    /// <summary>Whether an event is a welcome event, and not one of the feed.</summary>
    public static bool IsWelcome(SseEvent e) => e is { Data: "welcome", Type: "message" };

    private int IndexAfter(string id)
    {
        var index = id.Length == 0 ? 0 : _blocks.FindIndex(block => block.Id == id) + 1;
        return index > 0 || id.Length == 0 ? index : throw new InvalidOperationException($"There is no ID '{id}' in the feed.");
    }

    private void Add(Shape shape, Func<int, bool, string> newline)
    {
        var number = $"{_blocks.Count + 1}";
        var id = shape.Id.Replace("{0}", number, StringComparison.Ordinal);
        var lines = shape.Text.Replace("{0}", number, StringComparison.Ordinal).Split('\n')[..^1];
        var start = _blocks is [.., var last] ? last.Start + last.Bytes.Length : 0;
        var bytes = new List<byte>();
        var completeAt = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var end = newline(i, lines[i].Length == 0);
            bytes.AddRange(Encoding.UTF8.GetBytes(lines[i] + end));
            if (lines[i].Length == 0 && completeAt == 0)
            {
                completeAt = start + bytes.Count - end.Length + 1; // a CR is enough: its LF adds nothing
            }
        }

        _blocks.Add(new(id, start, [.. bytes], completeAt));
        if (shape.Data is { } data)
        {
            Events.Add(new(data, shape.Type, id));
        }
    }

    private sealed record Shape(string Text, string? Data, string Type = "message", string Id = "{0}");

    private sealed record Block(string Id, int Start, byte[] Bytes, int CompleteAt);
}
