using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>What a line says (HTML 9.2.6, the steps to process a line).</summary>
internal enum LineKind
{
    Blank,
    Comment,
    Data,
    Event,
    Id,
    Retry,
    Unknown,
}

/// <summary>The grammar of one line: its field name decides the kind, the rest is the value.</summary>
internal static class SseLine
{
    /// <summary>How much longer than its value a data line can be: <c>"data: "</c>.</summary>
    public const int LongestDataPrefix = 6;

    private const byte Colon = (byte)':';
    private const byte Space = (byte)' ';
    private const long MaxMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>Reads a line that stands without its end.</summary>
    public static LineKind Read(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var kind = ReadUsual(line, out value);
        return kind == LineKind.Unknown ? ReadField(line, out value) : kind;
    }

    /// <summary>What most lines are, and nothing else: any other is unknown here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LineKind ReadUsual(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        if (line.StartsWith("data: "u8))
        {
            value = line[LongestDataPrefix..];
            return LineKind.Data;
        }

        if (line.IsEmpty)
        {
            value = default;
            return LineKind.Blank;
        }

        if (line[0] == Colon)
        {
            value = line[1..];
            return LineKind.Comment;
        }

        value = default;
        return LineKind.Unknown;
    }

    /// <summary>Whether an unfinished line is too short to tell that it is data.</summary>
    public static bool MayBecomeData(ReadOnlySpan<byte> line) => "data: "u8.StartsWith(line);

    /// <summary>Reads the value of a <c>retry</c> field: ASCII digits alone, at least one, base ten; clamped, as the standard sets no bound.</summary>
    public static bool TryReadMilliseconds(ReadOnlySpan<byte> value, out TimeSpan time)
    {
        time = default;
        if (value.IsEmpty)
        {
            return false;
        }

        long milliseconds = 0;
        foreach (var digit in value)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            // Stays far from overflow: the clamp is below a thousandth of what a long holds.
            milliseconds = Math.Min((milliseconds * 10) + (digit - '0'), MaxMilliseconds);
        }

        time = milliseconds == MaxMilliseconds ? TimeSpan.MaxValue : TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        return true;
    }

    /// <summary>Reads a line that is a field: all but blank lines and comments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LineKind ReadField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        // Spec: names are compared literally, in full, with case.
        switch (line[0])
        {
            case (byte)'d':
                return IsField(line, "data"u8, out value) ? LineKind.Data : LineKind.Unknown;
            case (byte)'e':
                return IsField(line, "event"u8, out value) ? LineKind.Event : LineKind.Unknown;
            case (byte)'i':
                return IsField(line, "id"u8, out value) ? LineKind.Id : LineKind.Unknown;
            case (byte)'r':
                return IsField(line, "retry"u8, out value) ? LineKind.Retry : LineKind.Unknown;
            default:
                value = default;
                return LineKind.Unknown;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsField(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!line.StartsWith(name))
        {
            return false;
        }

        // Spec: without a colon the whole line is the name, and the value is empty.
        if (line.Length == name.Length)
        {
            return true;
        }

        if (line[name.Length] != Colon)
        {
            return false;
        }

        // Spec: one space after the colon is not part of the value.
        var start = name.Length + 1;
        if (start < line.Length && line[start] == Space)
        {
            start++;
        }

        value = line[start..];
        return true;
    }
}
