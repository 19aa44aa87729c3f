namespace Sse.Reactive.AspNetCore;

/// <summary>The name under which event streams report to OpenTelemetry, or to any other listener of the platform's.</summary>
/// <remarks>Nothing is measured as long as nobody listens. What is reported stands in <c>docs/telemetry.md</c>.</remarks>
public static class SseServerTelemetry
{
    /// <summary>
    /// The <see cref="System.Diagnostics.Metrics.Meter"/>: made by the application's <see cref="System.Diagnostics.Metrics.IMeterFactory"/> if it has one. What topics measure, which belong to
    /// no application, has one of its own of the same name.
    /// </summary>
    public const string MeterName = "Sse.Reactive.AspNetCore";
}
