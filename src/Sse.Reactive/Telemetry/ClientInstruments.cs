using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Sse.Reactive;

/// <summary>The instruments and the activity source. Names and units follow OpenTelemetry's semantic conventions.</summary>
internal static class ClientInstruments
{
    public static readonly ActivitySource Activities = new(SseTelemetry.ActivitySourceName);

    private static readonly Meter Meter = new(SseTelemetry.MeterName);

    public static readonly UpDownCounter<int> OpenConnections =
        Meter.CreateUpDownCounter<int>("sse.client.open_connections", "{connection}", "Open event streams.");

    public static readonly Counter<long> Events =
        Meter.CreateCounter<long>("sse.client.events", "{event}", "Events dispatched.");

    public static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("sse.client.received.size", "By", "Bytes of event streams received, after decompression.");

    public static readonly Counter<long> Disconnects =
        Meter.CreateCounter<long>(
            "sse.client.disconnects", "{disconnect}", "Lost and failed connections, by cause and by whether they are retried.");

    public static readonly Histogram<double> TimeToFirstEvent =
        SecondsHistogram("sse.client.time_to_first_event", "Time from the request to the first event of the connection.");

    /// <summary>Whether a listener is attached.</summary>
    public static bool AreListenedTo =>
        Bytes.Enabled
        || Events.Enabled
        || OpenConnections.Enabled
        || Disconnects.Enabled
        || TimeToFirstEvent.Enabled
        || Activities.HasListeners();

    /// <summary>The <c>error.type</c> of a cause: a status code, a short name, or the type of the exception.</summary>
    public static string TypeOf(Exception cause) => cause switch
    {
        SseStreamClosedException => "stream_ended",
        SseRestartException => "restart",
        TimeoutException => "timeout",
        SseResponseException { Reason: SseDisconnectReason.ContentType } => "content_type",
        SseResponseException { Reason: SseDisconnectReason.ContentEncoding } => "content_encoding",
        SseResponseException response => response.StatusCode.ToString(CultureInfo.InvariantCulture),
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request => request.HttpRequestError.ToString(),
        _ => cause.GetType().FullName!,
    };

    /// <summary>
    /// A histogram with advice on its buckets, because those of OpenTelemetry are made for milliseconds. .NET 8 has no advice.
    /// </summary>
    private static Histogram<double> SecondsHistogram(string name, string description) =>
#if NET9_0_OR_GREATER
        Meter.CreateHistogram<double>(
            name,
            "s",
            description,
            tags: null,
            new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] });
#else
        Meter.CreateHistogram<double>(name, "s", description);
#endif
}
