namespace Sse.Reactive.Testing;

/// <summary>The arithmetic of <see cref="TimeSpan"/> that .NET Standard 2.0 lacks.</summary>
internal static class TimeSpanOperators
{
    extension(TimeSpan)
    {
        public static TimeSpan operator *(double factor, TimeSpan time) => FromTicks(time.Ticks * factor);

        public static TimeSpan operator *(TimeSpan time, double factor) => FromTicks(time.Ticks * factor);

        public static TimeSpan operator /(TimeSpan time, double divisor) => FromTicks(time.Ticks / divisor);

        public static TimeSpan FromMicroseconds(double value) => FromTicks(value * (TimeSpan.TicksPerMillisecond / 1000));
    }

    private static TimeSpan FromTicks(double ticks) =>
        double.IsNaN(ticks) ? throw new ArgumentException("A TimeSpan cannot be NaN.", nameof(ticks))
        : ticks is > long.MaxValue or < long.MinValue ? throw new OverflowException("The result does not fit into a TimeSpan.")
        : ticks == long.MaxValue ? TimeSpan.MaxValue
        : new((long)Math.Round(ticks));
}
