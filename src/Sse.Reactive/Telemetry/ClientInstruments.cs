using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sse.Reactive;

/// <summary>What can be listened to. Names and units: OpenTelemetry's semantic conventions.</summary>
internal static class ClientInstruments
{
    public static readonly ActivitySource Activities = new(SseTelemetry.ActivitySourceName);

    private static readonly Meter Meter = new(SseTelemetry.MeterName);

    public static readonly UpDownCounter<int> OpenConnections =
        Meter.CreateUpDownCounter<int>("sse.client.open_connections", "{connection}", "Event streams that are open.");

    public static readonly Counter<long> Events =
        Meter.CreateCounter<long>("sse.client.events", "{event}", "Events dispatched.");

    public static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("sse.client.received.size", "By", "Bytes of event streams received, after decompression.");

    public static readonly Counter<long> Disconnects =
        Meter.CreateCounter<long>("sse.client.disconnects", "{disconnect}", "Connections lost or not made, by cause, and by whether another attempt follows.");

    public static readonly Histogram<double> TimeToFirstEvent =
        Meter.CreateHistogram<double>("sse.client.time_to_first_event", "s", "From the request to the bytes that complete the connection's first event.");

    /// <summary>Whether anybody listens.</summary>
    public static bool AreListenedTo =>
        Bytes.Enabled || Events.Enabled || OpenConnections.Enabled || Disconnects.Enabled || TimeToFirstEvent.Enabled || Activities.HasListeners();

    /// <summary>The <c>error.type</c> of an end: a status, or what has happened.</summary>
    public static string TypeOf(Exception cause) => cause switch
    {
        SseStreamClosedException => "stream_ended",
        TimeoutException => "timeout",
        SseResponseException { StatusCode: not 200 } response => response.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture),
        SseResponseException => "content_type",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request => request.HttpRequestError.ToString(),
        _ => cause.GetType().FullName!,
    };
}
