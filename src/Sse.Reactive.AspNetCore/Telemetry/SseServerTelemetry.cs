namespace Sse.Reactive.AspNetCore;

/// <summary>The names under which event streams report metrics and activities, to OpenTelemetry or any other listener of .NET's.</summary>
/// <remarks>Nothing is measured while there is no listener. The instruments are described in <c>docs/telemetry.md</c>.</remarks>
/// <example>
/// <code>
/// builder.Services.AddOpenTelemetry()
///     .WithMetrics(metrics => metrics.AddMeter(SseServerTelemetry.MeterName))
///     .WithTracing(traces => traces.AddSource(SseServerTelemetry.ActivitySourceName));
/// </code>
/// </example>
public static class SseServerTelemetry
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.Metrics.Meter"/>, which the application's
    /// <see cref="System.Diagnostics.Metrics.IMeterFactory"/> creates, if it has one. Topics in memory, which belong to no application,
    /// use a meter of their own with the same name.
    /// </summary>
    public const string MeterName = "Sse.Reactive.AspNetCore";

    /// <summary>
    /// The name of the <see cref="System.Diagnostics.ActivitySource"/>. Publishing to a topic in a store is an activity; the activity of a
    /// stream is that of its request.
    /// </summary>
    public const string ActivitySourceName = "Sse.Reactive.AspNetCore";
}
