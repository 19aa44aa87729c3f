namespace Sse;

/// <summary>Checks of times that a timer has to wait.</summary>
internal static class TimerDuration
{
    /// <summary>The longest time that a .NET timer can wait: about 49.7 days.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <exception cref="ArgumentOutOfRangeException">The time is negative or longer than <see cref="Max"/>.</exception>
    public static TimeSpan NotNegative(TimeSpan value, string parameter) =>
        value >= TimeSpan.Zero && value <= Max
            ? value
            : throw new ArgumentOutOfRangeException(parameter, value, "Choose a time from zero to 49 days.");

    /// <exception cref="ArgumentOutOfRangeException">The time is zero, negative or longer than <see cref="Max"/>.</exception>
    public static TimeSpan Positive(TimeSpan value, string parameter) =>
        value > TimeSpan.Zero && value <= Max
            ? value
            : throw new ArgumentOutOfRangeException(parameter, value, "Choose a positive time of at most 49 days.");

    /// <exception cref="ArgumentOutOfRangeException">The time is zero, negative or longer than <see cref="Max"/>.</exception>
    public static TimeSpan? PositiveOrNull(TimeSpan? value, string parameter) =>
        value is null || (value > TimeSpan.Zero && value <= Max)
            ? value
            : throw new ArgumentOutOfRangeException(parameter, value, "Choose a positive time of at most 49 days, or null for none.");
}
