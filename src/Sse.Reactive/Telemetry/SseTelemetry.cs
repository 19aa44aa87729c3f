namespace Sse.Reactive;

/// <summary>The names under which connections report to OpenTelemetry, or to any other listener of the platform's.</summary>
/// <remarks>Nothing is measured and no activity made as long as nobody listens. What is reported stands in <c>docs/telemetry.md</c>.</remarks>
public static class SseTelemetry
{
    /// <summary>The <see cref="System.Diagnostics.ActivitySource"/>: one activity for each attempt, from its request to the end of its stream.</summary>
    public const string ActivitySourceName = "Sse.Reactive";

    /// <summary>The <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Sse.Reactive";
}
