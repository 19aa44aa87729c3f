using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>A line and its end: CR, LF, CRLF, or none.</summary>
public sealed record SampleLine(byte[] Text, string End);

/// <summary>A generated stream, line by line.</summary>
public sealed record StreamSample(IReadOnlyList<SampleLine> Lines)
{
    public byte[] Bytes { get; } = [.. Lines.SelectMany(line => line.Text.Concat(Encoding.ASCII.GetBytes(line.End)))];

    /// <summary>The same lines with other line ends, from <paramref name="endFor"/>. A line without an end keeps none.</summary>
    /// <remarks>
    /// A blank line must not end with LF if the line before it ends with CR: the two would be one CRLF, and the blank line would be lost.
    /// It ends with CR instead.
    /// </remarks>
    public StreamSample WithEnds(Func<string> endFor)
    {
        var lines = new List<SampleLine>(Lines.Count);
        foreach (var line in Lines)
        {
            var end = line.End.Length == 0 ? "" : endFor();
            var wouldJoin = end == "\n" && line.Text.Length == 0 && lines.Count > 0 && lines[^1].End == "\r";
            lines.Add(line with { End = wouldJoin ? "\r" : end });
        }

        return new(lines);
    }

    /// <summary>Smaller streams for shrinking a failure: without one line, or with half of a line.</summary>
    public IEnumerable<StreamSample> Smaller()
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            yield return new([.. Lines.Take(i), .. Lines.Skip(i + 1)]);
        }

        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (line.Text.Length > 1)
            {
                var half = line.Text.Length / 2;
                yield return new([.. Lines.Take(i), line with { Text = line.Text[..half] }, .. Lines.Skip(i + 1)]);
                yield return new([.. Lines.Take(i), line with { Text = line.Text[half..] }, .. Lines.Skip(i + 1)]);
            }
        }
    }

    /// <summary>The bytes in the notation of a C string literal.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var b in Bytes)
        {
            _ = b switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                < 0x20 or >= 0x7F => text.Append("\\x").Append(b.ToString("x2", null)),
                _ => text.Append((char)b),
            };
        }

        return text.ToString();
    }
}
