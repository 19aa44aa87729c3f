using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Sse.Reactive.AspNetCore;

/// <summary>The instruments and the activities of topics in a store. Names and units follow OpenTelemetry's semantic conventions.</summary>
internal sealed class StoreInstruments
{
    private static readonly ConditionalWeakTable<IMeterFactory, StoreInstruments> OfFactories = [];

    private static readonly StoreInstruments Default = new(new(SseServerTelemetry.MeterName));

    private StoreInstruments(Meter meter)
    {
        PublishDuration = Seconds(
            meter, "sse.topic.publish.duration", "Time from the publishing of an event to its confirmation by the store.");
        PublishBatch = meter.CreateHistogram<int>("sse.topic.publish.batch", "{event}", "Events that are appended to the store at once.");
        Reads = meter.CreateCounter<long>("sse.store.reads", "{read}", "Pages that were read from the store, by purpose.");
        Lag = Seconds(meter, "sse.store.lag", "Time from a notification by the store to the delivery of what it announced.");
        Errors = meter.CreateCounter<long>("sse.store.errors", "{error}", "Requests to the store that have failed.");
    }

    public static ActivitySource Activities { get; } = new(SseServerTelemetry.ActivitySourceName);

    public Histogram<double> PublishDuration { get; }

    public Histogram<int> PublishBatch { get; }

    public Counter<long> Reads { get; }

    public Histogram<double> Lag { get; }

    public Counter<long> Errors { get; }

    /// <summary>The instruments of an application, or those that belong to none.</summary>
    public static StoreInstruments Of(IMeterFactory? factory) =>
        factory is null ? Default : OfFactories.GetValue(factory, static f => new(f.Create(SseServerTelemetry.MeterName)));

    /// <summary>
    /// A histogram with advice on its buckets, because those of OpenTelemetry are made for milliseconds. .NET 8 has no advice.
    /// </summary>
    private static Histogram<double> Seconds(Meter meter, string name, string description) =>
#if NET9_0_OR_GREATER
        meter.CreateHistogram<double>(
            name,
            "s",
            description,
            tags: null,
            new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
#else
        meter.CreateHistogram<double>(name, "s", description);
#endif
}
