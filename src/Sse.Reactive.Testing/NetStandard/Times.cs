namespace Sse.Reactive.Testing;

/// <summary>Reckoning with times.</summary>
internal static class Times
{
    extension(TimeSpan)
    {
        public static TimeSpan operator *(double factor, TimeSpan time) => FromTicks(time.Ticks * factor);

        public static TimeSpan operator *(TimeSpan time, double factor) => FromTicks(time.Ticks * factor);

        public static TimeSpan operator /(TimeSpan time, double divisor) => FromTicks(time.Ticks / divisor);

        public static TimeSpan FromMicroseconds(double value) => FromTicks(value * (TimeSpan.TicksPerMillisecond / 1000));
    }

    private static TimeSpan FromTicks(double ticks) =>
        double.IsNaN(ticks) ? throw new ArgumentException("A time cannot be no number.", nameof(ticks))
        : ticks is > long.MaxValue or < long.MinValue ? throw new OverflowException("More time than there is.")
        : ticks == long.MaxValue ? TimeSpan.MaxValue
        : new((long)Math.Round(ticks));
}
