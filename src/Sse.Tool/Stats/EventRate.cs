namespace Sse.Tool;

/// <summary>Events per second, as an exponential moving average with a time constant of two seconds.</summary>
internal readonly record struct EventRate
{
    private static readonly TimeSpan TimeConstant = TimeSpan.FromSeconds(2);

    private double PerSecond { get; init; }

    private TimeSpan UpdatedAt { get; init; }

    /// <param name="elapsed">The time since the start.</param>
    public double At(TimeSpan elapsed) => PerSecond * Math.Exp(-Math.Max(0, (elapsed - UpdatedAt) / TimeConstant));

    public EventRate WithEventAt(TimeSpan elapsed) =>
        new() { PerSecond = At(elapsed) + (1 / TimeConstant.TotalSeconds), UpdatedAt = elapsed };
}
