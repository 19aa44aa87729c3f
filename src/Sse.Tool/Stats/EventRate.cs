namespace Sse.Tool.Stats;

/// <summary>Events per second as a moving average, whose weights fade by 1/e every two seconds.</summary>
internal readonly record struct EventRate
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private double PerSecond { get; init; }

    private DateTimeOffset Since { get; init; }

    public double At(DateTimeOffset now) => PerSecond * Math.Exp(-Math.Max(0, (now - Since) / Memory));

    public EventRate WithEventAt(DateTimeOffset now) => new() { PerSecond = At(now) + (1 / Memory.TotalSeconds), Since = now };
}
