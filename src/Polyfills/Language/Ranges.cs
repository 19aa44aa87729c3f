namespace System;

/// <summary>A place, counted from the start or from the end.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int Value { get; } = value;

    public bool IsFromEnd { get; } = fromEnd;

    public static implicit operator Index(int value) => new(value);

    public int GetOffset(int length) => IsFromEnd ? length - Value : Value;
}

/// <summary>From one place to before another.</summary>
internal readonly struct Range(Index start, Index end)
{
    public static Range All => new(0, new(0, fromEnd: true));

    public Index Start { get; } = start;

    public Index End { get; } = end;

    public static Range StartAt(Index start) => new(start, new(0, fromEnd: true));

    public static Range EndAt(Index end) => new(0, end);
}
