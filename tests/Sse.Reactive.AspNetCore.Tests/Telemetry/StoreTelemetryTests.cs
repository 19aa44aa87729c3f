using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Sse.Reactive.AspNetCore.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The metrics and activities of topics in a store.</summary>
public sealed class StoreTelemetryTests : SharedTopicsFixture
{
    private readonly List<(string Name, double Value, string Tags)> _measured = [];
    private SseFaultyStore _store = null!;
    private SseSharedTopics _topics = null!;
    private ServiceProvider _services = null!;
    private MeterListener _listener = null!;

    [SetUp]
    public void Listen()
    {
        _measured.Clear();
        _services = new ServiceCollection().AddMetrics().AddLogging()
            .AddSseTopics().UseStore(_ => _store = new(Engine, Scheduler), Options).Services.BuildServiceProvider();
        _topics = (SseSharedTopics)_services.GetRequiredService<ISseTopics>();
        var factory = _services.GetRequiredService<IMeterFactory>();
        _listener = new()
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == SseServerTelemetry.MeterName && instrument.Meter.Scope == factory)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
            MeasurementsCompleted = static (_, _) => { }, // without a callback, Dispose of .NET 8 leaves the measurements on
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.Start();
    }

    [TearDown]
    public async Task StopListening()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
    }

    [Test]
    public async Task Measures_how_long_a_publish_takes_and_how_many_are_appended_at_once()
    {
        _store.Delay = TimeSpan.FromSeconds(1);
        var publishing = Enumerable.Range(1, 5).Select(i => _topics["t"].PublishAsync(new($"{i}")).AsTask()).ToList();
        Advance(1);
        await Waiting.UntilAsync(() => Of("sse.topic.publish.duration").Count == 1, () => "Not published."); // before time moves on
        await Waiting.AdvanceUntilAsync(() => Advance(0.25), () => publishing.TrueForAll(p => p.IsCompleted), () => "Not published.");

        Assert.That(Of("sse.topic.publish.batch"), Is.EqualTo(new[] { (1.0, "sse.store=Memory"), (4.0, "sse.store=Memory") }));
        Assert.That(Of("sse.topic.publish.duration"), Has.Exactly(5).Items);
        Assert.That(Of("sse.topic.publish.duration").Min().Item1, Is.EqualTo(1));
    }

    [Test]
    public void Measures_errors_by_request()
    {
        using var subscriber = new Recording(_topics["t"]);
        _store.IsUnreachable = true;
        Assert.That(async () => await _topics["t"].PublishAsync(new("1")), Throws.TypeOf<SseStoreException>());
        Advance(5.5);
        _store.RingAll();

        const string Error = " error.type=Sse.Reactive.AspNetCore.SseStoreException";
        Assert.That(
            Of("sse.store.errors").Distinct(),
            Is.EquivalentTo(new[] { "append", "check", "read" }.Select(o => (1.0, $"sse.store=Memory sse.operation={o}{Error}"))));
        Assert.That(Of("sse.topic.publish.duration"), Is.EqualTo(new[] { (0.0, "sse.store=Memory" + Error) }));
    }

    [Test]
    public async Task Counts_reads_by_purpose()
    {
        var ids = A.PublishNumbers(1, 40);
        using var live = new Recording(_topics["t"]);
        _store.Delay = TimeSpan.FromSeconds(1);
        var resumed = Enumerable.Range(0, 5).Select(_ => new Recording(_topics["t"].After(ids[28]))).ToList();
        await Waiting.AdvanceUntilAsync(
            () => Advance(0.25), () => resumed.TrueForAll(r => r.Data.LastOrDefault() == "40"), () => "Events are missing.");

        var reads = Of("sse.store.reads").GroupBy(r => r.Item2).ToDictionary(g => g.Key, g => g.Count());
        Assert.That(reads["sse.store=Memory sse.read=hot"], Is.EqualTo(1));
        Assert.That(reads["sse.store=Memory sse.read=cold"] + reads["sse.store=Memory sse.read=hot"], Is.EqualTo(_store.Reads));
        Assert.That(reads["sse.store=Memory sse.read=shared"], Is.GreaterThanOrEqualTo(4));
        resumed.ForEach(r => r.Dispose());
    }

    [Test]
    public void Measures_the_time_from_the_doorbell_to_the_delivery()
    {
        using var subscriber = new Recording(_topics["t"]);
        _store.Delay = TimeSpan.FromSeconds(1);
        _store.RingAll(); // nothing is new
        Advance(5);
        Assert.That(Of("sse.store.lag"), Is.Empty);

        A.Publish("1");
        Advance(5);

        Assert.That(Of("sse.store.lag"), Is.EqualTo(new[] { (1.0, "sse.store=Memory") }));
    }

    [Test]
    public async Task A_publish_is_an_activity_of_the_publisher()
    {
        List<Activity> activities = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SseServerTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (activities)
                {
                    activities.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new Activity("request").Start();

        await _topics["activity"].PublishAsync(new("1"));
        _store.IsUnreachable = true;
        Assert.That(async () => await _topics["activity"].PublishAsync(new("2")), Throws.TypeOf<SseStoreException>());

        List<Activity> own;
        lock (activities) // other tests publish too
        {
            own = activities.FindAll(a => a.ParentSpanId == request.SpanId);
        }

        Assert.That(own.Select(a => (a.OperationName, a.Kind, a.Status)), Is.EqualTo(new[]
        {
            ("sse.publish", ActivityKind.Producer, ActivityStatusCode.Unset),
            ("sse.publish", ActivityKind.Producer, ActivityStatusCode.Error),
        }));
        Assert.That(
            own.Select(a => string.Join(' ', a.TagObjects.Select(t => $"{t.Key}={t.Value}"))),
            Is.EqualTo(new[]
            {
                "sse.store=Memory sse.topic=activity sse.events=1",
                "sse.store=Memory sse.topic=activity sse.events=1 error.type=Sse.Reactive.AspNetCore.SseStoreException",
            }));
    }

    private List<(double, string)> Of(string name)
    {
        lock (_measured)
        {
            return [.. _measured.Where(m => m.Name == name).Select(m => (m.Value, m.Tags))];
        }
    }

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key}={t.Value}")));
        lock (_measured)
        {
            _measured.Add((instrument.Name, value, text));
        }

        Waiting.Pulse();
    }
}
