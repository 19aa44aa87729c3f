namespace StatusMonitor;

/// <summary>
/// Events per second, as an exponential moving average with a time constant of two seconds. It needs two numbers, however fast the stream
/// is.
/// </summary>
internal readonly record struct EventRate
{
    private static readonly TimeSpan TimeConstant = TimeSpan.FromSeconds(2);

    private double PerSecond { get; init; }

    private TimeSpan UpdatedAt { get; init; }

    public double At(TimeSpan now) => PerSecond * Math.Exp(-Math.Max(0, (now - UpdatedAt) / TimeConstant));

    public EventRate WithEventAt(TimeSpan now) => new() { PerSecond = At(now) + (1 / TimeConstant.TotalSeconds), UpdatedAt = now };
}
