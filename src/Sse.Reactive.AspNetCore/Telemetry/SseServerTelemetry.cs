namespace Sse.Reactive.AspNetCore;

/// <summary>The name under which event streams report metrics, to OpenTelemetry or any other listener of .NET's.</summary>
/// <remarks>Nothing is measured while there is no listener. The instruments are described in <c>docs/telemetry.md</c>.</remarks>
/// <example>
/// <code>
/// builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(SseServerTelemetry.MeterName));
/// </code>
/// </example>
public static class SseServerTelemetry
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.Metrics.Meter"/>, which the application's
    /// <see cref="System.Diagnostics.Metrics.IMeterFactory"/> creates, if it has one. Topics, which belong to no application, use a meter
    /// of their own with the same name.
    /// </summary>
    public const string MeterName = "Sse.Reactive.AspNetCore";
}
