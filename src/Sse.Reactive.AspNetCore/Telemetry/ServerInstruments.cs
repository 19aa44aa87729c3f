using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore;

/// <summary>The instruments of one meter. Names and units follow OpenTelemetry's semantic conventions.</summary>
internal sealed class ServerInstruments
{
    private static readonly ConditionalWeakTable<IMeterFactory, ServerInstruments> OfFactories = [];

    private ServerInstruments(Meter meter)
    {
        OpenConnections = meter.CreateUpDownCounter<int>("sse.server.open_connections", "{connection}", "Event streams that are open.");
        Refusals = meter.CreateCounter<long>("sse.server.refusals", "{connection}", "Event streams that were refused, by reason.");
        Disconnects = meter.CreateCounter<long>("sse.server.disconnects", "{disconnect}", "Event streams that have ended, by reason.");
        Events = meter.CreateCounter<long>("sse.server.events", "{event}", "Events written to clients.");
        Bytes = meter.CreateCounter<long>("sse.server.sent.size", "By", "Bytes written to clients, before compression and framing.");
        Dropped = meter.CreateCounter<long>("sse.server.dropped_events", "{event}", "Events that were not sent to a client, by reason.");
        OutboxDepth = meter.CreateHistogram<int>("sse.server.outbox.depth", "{message}", "Messages queued for a client, per drain.");
        ReplaySize = meter.CreateHistogram<long>("sse.server.replay.size", "{event}", "Events that a topic replays to a subscriber.");
    }

    /// <summary>The instruments that belong to no application.</summary>
    public static ServerInstruments Default { get; } = new(new(SseServerTelemetry.MeterName));

    public UpDownCounter<int> OpenConnections { get; }

    public Counter<long> Refusals { get; }

    public Counter<long> Disconnects { get; }

    public Counter<long> Events { get; }

    public Counter<long> Bytes { get; }

    public Counter<long> Dropped { get; }

    public Histogram<int> OutboxDepth { get; }

    public Histogram<long> ReplaySize { get; }

    /// <summary>The instruments of an application.</summary>
    public static ServerInstruments Of(IServiceProvider? services) =>
        services?.GetService<IMeterFactory>() is { } factory
            ? OfFactories.GetValue(factory, static f => new(f.Create(SseServerTelemetry.MeterName)))
            : Default;
}
