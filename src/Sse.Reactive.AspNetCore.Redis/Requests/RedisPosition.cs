using System.Globalization;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>
/// A position in a topic. An event's ID is that of its entry in the stream, <c>milliseconds-sequence</c>, and means the position after
/// it. Two more forms are the floors of pages: before an entry, <c>milliseconds-sequence_</c>, and the beginning of a topic that had no
/// events at a time, <c>0-milliseconds</c>, which no entry has.
/// </summary>
internal readonly record struct RedisPosition(ulong Milliseconds, ulong Sequence, bool IsBefore = false) : IComparable<RedisPosition>
{
    /// <summary>Whether it is the beginning of a topic that had no events.</summary>
    public bool IsStart => Milliseconds == 0 && !IsBefore;

    /// <summary>The ID of the entry in the stream.</summary>
    public string Entry => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Sequence}");

    public static RedisPosition Before(string entry) => Parse(entry) with { IsBefore = true };

    public static RedisPosition Start(ulong milliseconds) => new(0, milliseconds);

    /// <summary>Parses the ID of an entry.</summary>
    public static RedisPosition Parse(string entry) =>
        TryParse(entry) ?? throw new FormatException($"'{entry}' is not the ID of an entry.");

    /// <returns><see langword="null"/> if the text is not one of the forms, exactly.</returns>
    public static RedisPosition? TryParse(string text)
    {
        var isBefore = text.EndsWith('_');
        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        var end = isBefore ? text.Length - 1 : text.Length;
        return hyphen > 0
            && hyphen < end
            && ulong.TryParse(text.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && ulong.TryParse(text.AsSpan(hyphen + 1, end - hyphen - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && new RedisPosition(milliseconds, sequence, isBefore) is var position
            && position.ToString() == text
                ? position
                : null;
    }

    public int CompareTo(RedisPosition other) =>
        (Milliseconds, Sequence, !IsBefore).CompareTo((other.Milliseconds, other.Sequence, !other.IsBefore));

    public override string ToString() => IsBefore ? Entry + '_' : Entry;
}
