namespace System;

/// <summary>Methods that search spans.</summary>
internal static class Spans
{
    public static bool Contains(this ReadOnlySpan<byte> span, byte value) => span.IndexOf(value) >= 0;

    public static bool ContainsAny(this ReadOnlySpan<char> span, char first, char second, char third) =>
        span.IndexOfAny(first, second, third) >= 0;

    public static bool ContainsAnyInRange(this ReadOnlySpan<char> span, char lowest, char highest)
    {
        foreach (var c in span)
        {
            if (c >= lowest && c <= highest)
            {
                return true;
            }
        }

        return false;
    }

    public static bool ContainsAnyExceptInRange(this ReadOnlySpan<char> span, char lowest, char highest)
    {
        foreach (var c in span)
        {
            if (c < lowest || c > highest)
            {
                return true;
            }
        }

        return false;
    }
}
