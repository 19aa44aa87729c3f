namespace Sse.Reactive;

/// <summary>The names under which the client reports traces and metrics, for OpenTelemetry and other listeners.</summary>
/// <remarks>
/// Nothing is measured, and no activity is created, without a listener. docs/telemetry.md lists everything that is reported.
/// </remarks>
/// <example>
/// <code>
/// services.AddOpenTelemetry()
///     .WithTracing(tracing => tracing.AddSource(SseTelemetry.ActivitySourceName))
///     .WithMetrics(metrics => metrics.AddMeter(SseTelemetry.MeterName));
/// </code>
/// </example>
public static class SseTelemetry
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.ActivitySource"/>. Each attempt is one activity, from its request to the end of its
    /// stream.
    /// </summary>
    public const string ActivitySourceName = "Sse.Reactive";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Sse.Reactive";
}
