using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reactive.Linq;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The metrics and logs that listeners receive.</summary>
public sealed class TelemetryTests : ResponseFixture
{
    private readonly List<(string Name, long Value, string Tags)> _measured = [];
    private LogRecorder _logs = null!;
    private TestLifetime _lifetime = null!;
    private ServiceProvider _services = null!;

    [SetUp]
    public void SetUp()
    {
        _measured.Clear();
        (_logs, _lifetime) = (new(), new());
        _services = new ServiceCollection().AddMetrics().AddLogging(l => l.AddProvider(_logs).SetMinimumLevel(LogLevel.Debug))
            .AddSingleton<IHostApplicationLifetime>(_lifetime).BuildServiceProvider();
    }

    [TearDown]
    public void TearDown()
    {
        _services.Dispose();
        _logs.Dispose();
        _lifetime.Dispose();
    }

    [Test]
    public async Task Measures_connections_and_what_is_sent_over_them()
    {
        using var listener = Listen();
        var first = new SseFrame[]
        {
            new SseFrame.Comment(" hello"), new SseFrame.Event(new("größer", LastEventId: "1")), new SseFrame.Event(new("b")),
        };
        var frames = Source.Select(SseFrame (e) => new SseFrame.Event(e)).StartWith(first);
        using var client = FakeClient.Start(SseResults.Stream(frames, Options), services: _services);

        var text = await client.ReadUntilAsync("data: b\n\n");
        Assert.That(Sum("open_connections"), Is.EqualTo(1));
        Source.OnCompleted();
        text += await client.ReadToEndAsync();

        Assert.That(Sum("open_connections"), Is.Zero);
        Assert.That(Sum("events"), Is.EqualTo(2));
        var sent = Encoding.UTF8.GetByteCount(FakeClient.Opening + text);
        Assert.That(Sum("sent.size"), Is.EqualTo(sent), "including the line that resets the ID");
        Assert.That(Sum("disconnects", "sse.reason=completed"), Is.EqualTo(1));
        Assert.That(Sum("dropped_events"), Is.Zero);
    }

    [TestCase("completed")]
    [TestCase("source_failed")]
    [TestCase("client_closed")]
    [TestCase("too_slow")]
    [TestCase("write_timeout")]
    [TestCase("max_connection_age")]
    [TestCase("shutdown")]
    public async Task The_end_of_a_stream_has_a_reason(string reason)
    {
        using var listener = Listen();
        Options = Options with { MaxQueuedMessages = 3, MaxConnectionAge = TimeSpan.FromHours(1), HeartbeatInterval = null };
        using var client = await FakeClient.OpenAsync(Source, Options, room: 10, _services);
        switch (reason)
        {
            case "completed":
                Source.OnCompleted();
                break;
            case "source_failed":
                Source.OnError(new FormatException());
                break;
            case "client_closed":
                client.Abort();
                break;
            case "too_slow":
                Publish(5); // one is being written, three are queued
                break;
            case "write_timeout":
                Publish(3);
                Scheduler.AdvanceBy(TimeSpan.FromSeconds(30).Ticks);
                break;
            case "max_connection_age":
                Scheduler.AdvanceBy(TimeSpan.FromHours(1.25).Ticks);
                break;
            default:
                _lifetime.StopApplication();
                Scheduler.AdvanceBy(TimeSpan.FromSeconds(5).Ticks);
                break;
        }

        await (reason is "client_closed" or "write_timeout" ? client.Response.WaitAsync(Waiting.Deadline) : client.ReadToEndAsync());
        Assert.That(_measured.Where(m => m.Name == "disconnects"), Is.EqualTo(new[] { ("disconnects", 1L, "sse.reason=" + reason) }));
        Assert.That(Sum("dropped_events", "sse.reason=" + reason), Is.EqualTo(reason switch { "write_timeout" => 2, _ => 0 }));
        Assert.That(Sum("open_connections"), Is.Zero);
        Assert.That(_logs.Entries.Count(l => l is { Event: "Ended", Level: LogLevel.Debug }), Is.EqualTo(1));
    }

    [TestCase(false, 6)]
    [TestCase(true, 7)]
    public async Task Counts_dropped_and_replaced_events(bool isByKey, int expected)
    {
        using var listener = Listen();
        var probes = 0;
        Options = Options with
        {
            MaxQueuedMessages = 3,
            Overflow = isByKey
                ? SseOverflowPolicy.KeepLatest(e => e.Data == "?" ? $"probe {probes++}" : $"{e.Data[^1] % 2}") // no probe replaces another
                : SseOverflowPolicy.DropOldest,
        };
        using var client = await FakeClient.OpenAsync(Source, Options, room: 10, _services);

        Publish(10);
        await client.ReadUntilAsync("-9\n\n");
        client.Abort();
        await client.Response.WaitAsync(Waiting.Deadline);

        Assert.That(Sum("dropped_events", "sse.reason=overflow"), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_depth_of_an_outbox_is_measured_when_a_drain_begins()
    {
        using var client = await FakeClient.OpenAsync(Source, Options, room: 10, _services);
        using var listener = Listen();

        Publish(101);
        await client.ReadUntilAsync("-100\n\n");

        Assert.That(_measured.Where(m => m.Name == "outbox.depth").Select(m => m.Value), Is.EqualTo(new[] { 100 }));
    }

    [Test]
    public async Task A_refusal_has_a_reason()
    {
        using var listener = Listen();

        _lifetime.StopApplication();
        await FakeClient.Start(SseResults.Stream(Source, Options), services: _services, method: "POST").Response;

        Assert.That(_measured.Where(m => m.Name == "refusals"), Is.EqualTo(new[] { ("refusals", 1L, "sse.reason=stopping") }));
        Assert.That(_logs.Entries.Count(l => l.Event == "Refused"), Is.EqualTo(1));
    }

    [Test]
    public void The_size_of_a_replay_is_measured_for_a_subscriber_with_an_ID()
    {
        using var listener = Listen();
        var topic = new SseTopic("t", new() { MaxEvents = 5 });
        var ids = Enumerable.Range(0, 10).Select(i => topic.Publish(new($"{i}"))).ToList();

        foreach (var id in new[] { ids[6], "", ids[9], "unknown" })
        {
            topic.After(id).Take(0).Subscribe();
            topic.After(id).Subscribe().Dispose();
        }

        Assert.That(_measured.Where(m => m.Name == "replay.size").Select(m => m.Value), Is.EqualTo(new[] { 3, 0, 5 }));
    }

    [Test]
    public async Task Measures_by_route_with_the_applications_meter_factory()
    {
        using var http = new HttpClient { Timeout = Waiting.Deadline };
        await using var server = await Server.StartAsync(app => app.MapSse("/prices/{id}", _ => Observable.Return(new SseEvent("x"))));
        using var listener = Listen(server.App.Services.GetRequiredService<IMeterFactory>());

        await http.GetStringAsync(new Uri(server.Uri, "prices/7"));
        await server.App.StopAsync();

        const string Route = "http.route=/prices/{id}";
        var measured = _measured.Where(m => m.Name is "events" or "disconnects" or "sent.size" or "open_connections").ToHashSet();
        Assert.That(measured, Is.EquivalentTo(new[]
        {
            ("open_connections", 1L, Route),
            ("sent.size", 2L, Route), // the comment with which a stream begins
            ("events", 1L, Route),
            ("sent.size", 9L, Route),
            ("open_connections", -1L, Route),
            ("disconnects", 1L, Route + " sse.reason=completed"),
        }));
    }

    [Test]
    public async Task A_listener_that_starts_late_never_counts_below_zero()
    {
        using var client = await FakeClient.OpenAsync(Source, Options, services: _services);
        using var listener = Listen();

        client.Abort();
        await client.Response.WaitAsync(Waiting.Deadline);

        Assert.That(Sum("disconnects"), Is.EqualTo(1));
        Assert.That(_measured.Select(m => m.Name), Does.Not.Contain("open_connections"));
    }

    private void Publish(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Source.OnNext(new($"0123456789-{i}"));
        }
    }

    private long Sum(string name, string tags = "")
    {
        lock (_measured)
        {
            return _measured.Where(m => m.Name == name && m.Tags.Contains(tags, StringComparison.Ordinal)).Sum(m => m.Value);
        }
    }

    /// <summary>Listens to the instruments of one application, and to those of topics.</summary>
    private MeterListener Listen(IMeterFactory? factory = null)
    {
        factory ??= _services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == SseServerTelemetry.MeterName
                    && (instrument.Meter.Scope == factory || instrument.Name == "sse.server.replay.size"))
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
            MeasurementsCompleted = static (_, _) => { }, // without a callback, Dispose of .NET 8 leaves the measurements on
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private void Measured(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key}={t.Value}")));
        lock (_measured)
        {
            _measured.Add((instrument.Name["sse.server.".Length..], value, text));
        }
    }
}
