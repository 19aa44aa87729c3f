using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Reactive.Testing;
using Sse.Reactive.AspNetCore.Tests.Serving;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>What listeners of the platform's are told.</summary>
public sealed class TelemetryTests
{
    private readonly List<(string Name, long Value, string Tags)> _measured = [];
    private readonly TestScheduler _scheduler = new();
    private SseServerOptions _options = null!;
    private Lines _lines = null!;
    private Lifetime _lifetime = null!;
    private ServiceProvider _services = null!;
    private Feed _source = null!;

    [SetUp]
    public void SetUp()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _measured.Clear();
        _options = new() { Scheduler = _scheduler };
        (_lines, _lifetime, _source) = (new(), new(), new());
        _services = new ServiceCollection().AddMetrics().AddLogging(l => l.AddProvider(_lines).SetMinimumLevel(LogLevel.Debug))
            .AddSingleton<IHostApplicationLifetime>(_lifetime).BuildServiceProvider();
    }

    [TearDown]
    public void TearDown()
    {
        _source.Dispose();
        _services.Dispose();
        _lines.Dispose();
        _lifetime.Dispose();
    }

    [Test]
    public async Task Measures_connections_and_what_is_delivered_over_them()
    {
        using var listener = Listen();
        var frames = new SseFrame[] { new SseFrame.Comment(" hello"), new SseFrame.Event(new("größer", LastEventId: "1")), new SseFrame.Event(new("b")) };
        using var client = FakeClient.Of(SseResults.Stream(_source.Select(e => (SseFrame)new SseFrame.Event(e)).StartWith(frames), _options), services: _services);

        var text = await client.Until("data: b\n\n");
        Assert.That(Sum("open_connections"), Is.EqualTo(1));
        _source.OnCompleted();
        text += await client.Rest();

        Assert.That(Sum("open_connections"), Is.Zero);
        Assert.That(Sum("events"), Is.EqualTo(2));
        Assert.That(Sum("sent.size"), Is.EqualTo(System.Text.Encoding.UTF8.GetByteCount(text)), "the line that resets the ID too");
        Assert.That(Sum("disconnects", "sse.reason=completed"), Is.EqualTo(1));
        Assert.That(Sum("dropped_events"), Is.Zero);
    }

    [TestCase("completed")]
    [TestCase("source_failed")]
    [TestCase("client_closed")]
    [TestCase("too_slow")]
    [TestCase("write_timeout")]
    [TestCase("max_connection_time")]
    [TestCase("shutdown")]
    public async Task An_end_has_a_reason(string reason)
    {
        using var listener = Listen();
        _options = _options with { MaxQueuedMessages = 3, MaxConnectionAge = TimeSpan.FromHours(1), HeartbeatInterval = null };
        using var client = await FakeClient.Open(_source, _options, room: 10, _services);
        switch (reason)
        {
            case "completed":
                _source.OnCompleted();
                break;
            case "source_failed":
                _source.OnError(new FormatException());
                break;
            case "client_closed":
                client.Abort();
                break;
            case "too_slow":
                Publish(5); // one is being written, three wait
                break;
            case "write_timeout":
                Publish(3);
                _scheduler.AdvanceBy(TimeSpan.FromSeconds(30).Ticks);
                break;
            case "max_connection_time":
                _scheduler.AdvanceBy(TimeSpan.FromHours(1.25).Ticks);
                break;
            default:
                _lifetime.StopApplication();
                _scheduler.AdvanceBy(TimeSpan.FromSeconds(5).Ticks);
                break;
        }

        await (reason is "client_closed" or "write_timeout" ? client.Response.WaitAsync(Waiting.Deadline) : client.Rest());
        Assert.That(_measured.Where(m => m.Name == "disconnects"), Is.EqualTo(new[] { ("disconnects", 1L, "sse.reason=" + reason) }));
        Assert.That(Sum("dropped_events", "sse.reason=" + reason), Is.EqualTo(reason switch { "write_timeout" => 2, _ => 0 }));
        Assert.That(Sum("open_connections"), Is.Zero);
        Assert.That(_lines.All.Count(l => l is { Event: "Ended", Level: LogLevel.Debug }), Is.EqualTo(1));
    }

    [TestCase(false, 6)]
    [TestCase(true, 7)]
    public async Task Events_that_make_room_are_counted(bool isByKey, int expected)
    {
        using var listener = Listen();
        var opening = 0;
        _options = _options with
        {
            MaxQueuedMessages = 3,
            Overflow = isByKey
                ? SseOverflowPolicy.KeepLatest(e => e.Data == "?" ? $"opening {opening++}" : $"{e.Data[^1] % 2}") // none of the opening's takes another's place
                : SseOverflowPolicy.DropOldest,
        };
        using var client = await FakeClient.Open(_source, _options, room: 10, _services);

        Publish(10);
        await client.Until("-9\n\n");
        client.Abort();
        await client.Response.WaitAsync(Waiting.Deadline);

        Assert.That(Sum("dropped_events", "sse.reason=overflow"), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_depth_of_an_outbox_is_what_waits_when_its_client_takes_more()
    {
        using var client = await FakeClient.Open(_source, _options, room: 10, _services);
        using var listener = Listen();

        Publish(101);
        await client.Until("-100\n\n");

        Assert.That(_measured.Where(m => m.Name == "outbox.depth").Select(m => m.Value), Is.EqualTo(new[] { 100 }));
    }

    [Test]
    public async Task Refusals_have_a_reason_too()
    {
        using var listener = Listen();
        _options = _options with { Limits = new() { MaxConnections = 2, MaxConnectionsPerCaller = 1, CallerKey = c => c.Request.Query["me"] } };
        var clients = new List<FakeClient>();
        foreach (var caller in new[] { "a", "a", "b", "c" })
        {
            clients.Add(new(services: _services));
            clients[^1].Context.Request.QueryString = new("?me=" + caller);
            _ = SseResults.Stream(_source, _options).ExecuteAsync(clients[^1].Context);
        }

        _lifetime.StopApplication();
        await FakeClient.Of(SseResults.Stream(_source, _options), services: _services).Response;

        Assert.That(_measured.Where(m => m.Name == "refusals").Select(m => m.Tags), Is.EqualTo(new[]
        {
            "sse.reason=max_connections_per_caller", "sse.reason=max_connections", "sse.reason=stopping",
        }));
        Assert.That(_lines.All.Count(l => l.Event == "Refused"), Is.EqualTo(3));
        clients.ForEach(c => c.Dispose());
    }

    [Test]
    public void The_size_of_a_replay_is_what_the_topic_holds_for_who_comes_back()
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
    public async Task Endpoints_measure_by_route_and_through_the_applications_factory()
    {
        using var http = new HttpClient { Timeout = Waiting.Deadline };
        await using var server = await Server.StartAsync(app => app.MapSse("/prices/{id}", _ => Observable.Return(new SseEvent("x"))));
        using var listener = Listen(server.App.Services.GetRequiredService<IMeterFactory>());

        await http.GetStringAsync(new Uri(server.Uri, "prices/7"));
        await server.App.StopAsync();

        Assert.That(_measured.Where(m => m.Name is "events" or "disconnects" or "sent.size" or "open_connections").ToHashSet(), Is.EquivalentTo(new[]
        {
            ("open_connections", 1L, "http.route=/prices/{id}"), ("events", 1L, "http.route=/prices/{id}"), ("sent.size", 9L, "http.route=/prices/{id}"),
            ("open_connections", -1L, "http.route=/prices/{id}"), ("disconnects", 1L, "http.route=/prices/{id} sse.reason=completed"),
        }));
    }

    [Test]
    public async Task Who_begins_to_listen_late_never_counts_below_zero()
    {
        using var client = await FakeClient.Open(_source, _options, services: _services);
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
            _source.OnNext(new($"0123456789-{i}"));
        }
    }

    private long Sum(string name, string tags = "")
    {
        lock (_measured)
        {
            return _measured.Where(m => m.Name == name && m.Tags.Contains(tags, StringComparison.Ordinal)).Sum(m => m.Value);
        }
    }

    /// <summary>Listens to one application's instruments, and to those of none.</summary>
    private MeterListener Listen(IMeterFactory? factory = null)
    {
        factory ??= _services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == SseServerTelemetry.MeterName && (instrument.Meter.Scope == factory || instrument.Name == "sse.server.replay.size"))
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
