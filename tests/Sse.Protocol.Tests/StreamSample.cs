using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>A line, and how it ends: CR, LF, CRLF, or not at all.</summary>
public sealed record SampleLine(byte[] Text, string End);

/// <summary>A stream as it was generated, line by line.</summary>
public sealed record StreamSample(IReadOnlyList<SampleLine> Lines)
{
    public byte[] Bytes { get; } = [.. Lines.SelectMany(line => line.Text.Concat(Encoding.ASCII.GetBytes(line.End)))];

    /// <summary>The same lines, each ended by <paramref name="endFor"/>, but for one that has no end.</summary>
    /// <remarks>
    /// A blank line must not be ended by LF where the line before it was ended by CR: the two would be one CRLF, and the
    /// blank line gone. CR takes the LF's place there.
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

    /// <summary>Smaller streams that a failure may be looked for in: less a line, or with half of one.</summary>
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

    /// <summary>The bytes as a C string literal would have them.</summary>
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
