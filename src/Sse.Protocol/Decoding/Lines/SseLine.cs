using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>The grammar of one line: the field name gives the kind, the rest is the value.</summary>
internal static class SseLine
{
    /// <summary>The length of <c>"data: "</c>: the most that a data line can be longer than its value.</summary>
    public const int DataPrefixLength = 6;

    private const byte Colon = (byte)':';
    private const byte Space = (byte)' ';
    private const long MaxMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>Reads a line, without its line end.</summary>
    public static LineKind Read(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var kind = ReadCommon(line, out value);
        return kind == LineKind.Unknown ? ReadField(line, out value) : kind;
    }

    /// <summary>Whether a line, or bytes that begin with one, is a data line in its usual form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCommonData(ReadOnlySpan<byte> line) => line.StartsWith("data: "u8);

    /// <summary>
    /// Reads the common lines: <c>"data: "</c> lines, blank lines and comments. Any other is <see cref="LineKind.Unknown"/> here.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LineKind ReadCommon(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        if (IsCommonData(line))
        {
            value = line[DataPrefixLength..];
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

    /// <summary>Whether an unfinished line is a prefix of <c>"data: "</c>, so that it may still become a data line.</summary>
    public static bool MayBecomeData(ReadOnlySpan<byte> line) => "data: "u8.StartsWith(line);

    /// <summary>
    /// Reads the value of a <c>retry</c> field: one or more ASCII digits, base ten. Clamped, since the standard sets no bound.
    /// </summary>
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

            // Cannot overflow: the clamp is less than a thousandth of long.MaxValue.
            milliseconds = Math.Min((milliseconds * 10) + (digit - '0'), MaxMilliseconds);
        }

        time = milliseconds == MaxMilliseconds ? TimeSpan.MaxValue : TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        return true;
    }

    /// <summary>Reads a field: any line that is neither blank nor a comment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LineKind ReadField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        // Spec: field names are compared literally and case-sensitively.
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

        // Spec: without a colon, the whole line is the name and the value is empty.
        if (line.Length == name.Length)
        {
            return true;
        }

        if (line[name.Length] != Colon)
        {
            return false;
        }

        // Spec: one space after the colon is removed.
        var start = name.Length + 1;
        if (start < line.Length && line[start] == Space)
        {
            start++;
        }

        value = line[start..];
        return true;
    }
}
