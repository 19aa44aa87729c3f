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

    public static readonly Counter<long> Gaps =
        Meter.CreateCounter<long>("sse.client.gaps", "{gap}", "Gaps that the server reported, by reason.");

    public static readonly Histogram<double> TimeToFirstEvent =
        SecondsHistogram("sse.client.time_to_first_event", "Time from the request to the first event of the connection.");

    /// <summary>The subscriptions of <see cref="TimeSinceLastEvent"/>.</summary>
    public static readonly LiveSessions Sessions = new();

    public static readonly ObservableGauge<double> TimeSinceLastEvent =
        Meter.CreateObservableGauge(
            "sse.client.time_since_last_event",
            ObserveTimeSinceLastEvent,
            "s",
            "Time since the last event of a subscription, or since its start; the longest for each server.");

    /// <summary>Whether a listener is attached.</summary>
    public static bool AreListenedTo =>
        Bytes.Enabled
        || Gaps.Enabled
        || TimeSinceLastEvent.Enabled
        || Events.Enabled
        || OpenConnections.Enabled
        || Disconnects.Enabled
        || TimeToFirstEvent.Enabled
        || Activities.HasListeners();

    /// <summary>The attributes of every measurement: the server of the first URL; none for a custom transport.</summary>
    public static TagList TagsOf(Uri? uri) => TagsOf(uri?.Host, uri?.Port ?? -1);

    public static string NameOf(SseGapReason reason) => reason switch
    {
        SseGapReason.Expired => "expired",
        SseGapReason.Overflow => "overflow",
        _ => "unknown",
    };

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

    private static TagList TagsOf(string? host, int port) => (host, port) switch
    {
        (null, _) => default,
        (_, < 0) => new() { { "server.address", host } }, // a name of service discovery
        _ => new() { { "server.address", host }, { "server.port", port } },
    };

    private static IEnumerable<Measurement<double>> ObserveTimeSinceLastEvent() =>
        from session in Sessions.All
        let uri = session.Connector.Base
        group session.SinceLastEvent by (uri?.Host, Port: uri?.Port ?? -1) into times
        select new Measurement<double>(times.Max().TotalSeconds, TagsOf(times.Key.Host, times.Key.Port));

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
