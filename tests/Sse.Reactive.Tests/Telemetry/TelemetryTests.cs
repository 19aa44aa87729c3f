using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>What listeners of the platform's are told.</summary>
public class TelemetryTests : VirtualTimeTests
{
    private const string Uri = "http://user:secret@feed.test:8080/events?token=secret";

    private readonly List<string> _measured = [];
    private readonly List<Activity> _activities = [];

    [SetUp]
    public void SetUp()
    {
        _measured.Clear();
        _activities.Clear();
    }

    [Test]
    public void Measures_connections_events_bytes_ends_and_the_time_to_the_first_event()
    {
        using var listener = Measure();
        Server
            .Connection("-kac#", ('k', Wire(":\n\n")), ('a', Wire("data: a\n\ndata: b\n\n")), ('c', Wire("data: c\n\n")))
            .Then(503)
            .Connection("-");

        var seen = Run(until: 20);
        Assert.That(_measured, Is.EqualTo(new[]
        {
            "open_connections 1",
            "received.size 3",
            "received.size 18", "time_to_first_event 2", "events 2",
            "received.size 9", "events 1",
            "open_connections -1", "disconnects 1 error.type=System.IO.IOException sse.retried=True",
            "disconnects 1 error.type=503 sse.retried=True",
            "open_connections 1",
        }));

        _measured.Clear();
        seen.Unsubscribe();
        Assert.That(_measured, Is.EqualTo(new[] { "open_connections -1" }));
    }

    [Test]
    public async Task Measures_a_pulled_connection_alike()
    {
        using var listener = Measure();
        Server.Connection("s", ('s', Wire("data: a\n\ndata: b\n\n")));

        await foreach (var _ in SseAsyncEnumerable.Connect(Server.Transport, Server.Options))
        {
            break;
        }

        Assert.That(_measured, Is.EqualTo(new[] { "open_connections 1", "received.size 18", "time_to_first_event 0", "events 1", "open_connections -1" }));
    }

    [Test]
    public void Measures_by_server()
    {
        Server.Connection("(a|)");
        using var client = new HttpClient(Server.CreateHandler());
        using var listener = Measure();

        Server.Expect(SseObservable.Connect(Uri, Server.Options with { HttpClient = client, ReconnectPolicy = SseReconnect.Never }));

        Assert.That(_measured, Has.Count.EqualTo(6));
        Assert.That(_measured, Has.All.Contain("server.address=feed.test server.port=8080"));
        Assert.That(_measured[^1], Does.EndWith("error.type=stream_ended sse.retried=False"));
    }

    [TestCase(nameof(TimeoutException), "timeout")]
    [TestCase(nameof(HttpRequestException), "ConnectionError")]
    [TestCase(nameof(SseResponseException), "content_type")]
    public void An_end_has_a_type(string cause, string expected)
    {
        using var listener = Measure();
        _ = cause switch
        {
            nameof(TimeoutException) => Server.Silence(),
            nameof(SseResponseException) => Server.Then(200).WithHeader("Content-Type", "text/html"),
            _ => Server.Refuse(new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused))),
        };

        Run(until: 2, Server.Options with { IdleTimeout = TimeSpan.FromSeconds(1), ReconnectPolicy = SseReconnect.Never });

        Assert.That(_measured, Is.EqualTo(new[] { $"disconnects 1 error.type={expected} sse.retried=False" }));
    }

    [Test]
    public void Each_attempt_is_an_activity_that_ends_with_its_connection()
    {
        using var listener = Trace();
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: "7"))).Then(404);
        using var client = new HttpClient(Server.CreateHandler());

        Server.Run(SseObservable.Connect(Uri, Server.Options with { HttpClient = client }), until: TimeSpan.FromSeconds(10));

        Assert.That(_activities.Select(a => (a.DisplayName, a.Kind, a.Status)), Is.EqualTo(new[]
        {
            ("sse.connection", ActivityKind.Client, ActivityStatusCode.Unset), ("sse.connection", ActivityKind.Client, ActivityStatusCode.Error),
        }));
        Assert.That(Tags(_activities[0]), Is.EqualTo(
            "server.address=feed.test server.port=8080 url.full=http://feed.test:8080/events sse.attempt=1 sse.resumed=False sse.events=1 error.type=stream_ended"));
        Assert.That(Tags(_activities[1]), Does.Contain("sse.attempt=2 sse.resumed=True sse.events=0 error.type=404"));
        Assert.That(_activities[0].Events.Single().Name, Is.EqualTo("open"));
    }

    [Test]
    public void A_disposed_subscription_ends_its_activity()
    {
        using var listener = Trace();
        Server.Connection("a");

        Connect().Subscribe().Dispose();

        Assert.That(Tags(_activities.Single()), Is.EqualTo("sse.attempt=1 sse.resumed=False sse.events=1"));
    }

    [Test]
    public void The_request_runs_under_the_activity_and_the_subscribers_do_not()
    {
        using var listener = Trace();
        using var source = new ActivitySource("Sse.Reactive.Tests");
        Activity? request = null;
        var subscriber = new Activity("never");
        Server.Then((_, _) =>
        {
            request = Activity.Current;
            return new(new SseResponse(new MemoryStream("data: a\n\n"u8.ToArray())));
        });

        using var caller = new Activity("caller").Start();
        using var subscription = Connect().Subscribe(_ => subscriber = Activity.Current);

        Assert.That(request?.DisplayName, Is.EqualTo("sse.connection"));
        Assert.That(request?.Parent, Is.SameAs(caller));
        Assert.That(subscriber, Is.SameAs(caller));
        Assert.That(Activity.Current, Is.SameAs(caller));
    }

    [Test]
    public void Logs_the_life_of_a_connection_without_secrets()
    {
        Server.Then(503).Connection("(a|)").Then(404);
        using var client = new HttpClient(Server.CreateHandler());
        var log = new ListLogger();

        Server.Run(SseObservable.Connect(Uri, Server.Options with { HttpClient = client, Logger = log }), until: TimeSpan.FromSeconds(20));

        Assert.That(log.Lines.Select(line => line.Split(' ')[0]), Is.EqualTo(new[]
        {
            "Warning/NeverOpened", "Information/Opened", "Information/Disconnected", "Error/Failed",
        }));
        Assert.That(log.Lines, Has.All.Contain("http://feed.test:8080/events").And.All.Not.Contain("secret"));
        Assert.That(log.Lines[0], Does.Contain("attempt 1").And.Contain("503").And.Contain("00:00:03"));
    }

    [Test]
    public void Logs_what_lies_behind_a_fault_and_not_what_a_refusal_repeats()
    {
        var log = new ListLogger();
        Server
            .Refuse(new HttpRequestException("The SSL connection could not be established, see inner exception.", new InvalidOperationException("The certificate is untrusted.")))
            .Then(503, "your key is secret")
            .Silence();

        Run(until: 20, Server.Options with { Logger = log });

        Assert.That(log.Lines[0], Does.Contain("see inner exception. (The certificate is untrusted.)"));
        Assert.That(log.Lines[1], Does.Contain("503").And.Not.Contain("secret"));
    }

    [Test]
    public void Logs_a_refusal_as_the_end_without_what_it_repeats()
    {
        var log = new ListLogger();
        Server.Then(503, "your key is secret");

        Run(until: 20, Server.Options with { Logger = log, MaxConsecutiveFailures = 1 });

        Assert.That(log.Lines.Single(), Does.StartWith("Error/Failed").And.Contain("503").And.Contain("MaxConsecutiveFailures").And.Not.Contain("secret"));
        Assert.That(log.Errors.Single(), Is.Null);
    }

    [TestCase("limit", nameof(SseLimitExceededException))]
    [TestCase("selector", nameof(FormatException))]
    [TestCase("policy", nameof(FormatException))]
    public void Logs_and_measures_an_end_that_is_not_the_connections(string what, string expected)
    {
        using var listener = Measure();
        var log = new ListLogger();
        Server.Connection("a|", ('a', Wire("data: 0123456789\n\n")));
        var options = Server.Options with { Logger = log, MaxEventBytes = what == "limit" ? 5 : 100, ReconnectPolicy = what == "policy" ? _ => throw new FormatException() : SseReconnect.Default };

        var seen = Server.Run(SseObservable.Connect(Server.Transport, view => what == "selector" ? throw new FormatException() : view.Type, options), until: TimeSpan.FromSeconds(5));

        Assert.That(seen.Error!.GetType().Name, Is.EqualTo(expected));
        Assert.That(log.Lines[^1], Does.StartWith("Error/Failed"));
        Assert.That(log.Errors[^1], Is.SameAs(seen.Error));
        Assert.That(_measured.Where(m => m.Contains("disconnects", StringComparison.Ordinal)), Has.Exactly(1).Contain(expected));
    }

    [Test]
    public async Task Logs_and_measures_such_an_end_of_a_pulled_connection_too()
    {
        using var listener = Measure();
        var log = new ListLogger();
        Server.Connection("a");

        await Assert.ThrowsAsync<FormatException>(() => SseAsyncEnumerable.Connect<int>(Server.Transport, _ => throw new FormatException(), Server.Options with { Logger = log }).ToListAsync().AsTask());

        Assert.That(log.Lines[^1], Does.StartWith("Error/Failed"));
        Assert.That(_measured.Where(m => m.Contains("disconnects", StringComparison.Ordinal)), Has.Exactly(1).Contain(nameof(FormatException)));
    }

    [Test]
    public void Logs_a_checkpoint_that_does_not_load()
    {
        var log = new ListLogger();

        var seen = Run(until: 1, Server.Options with { Logger = log, CheckpointStore = new BrokenStore() });

        Assert.That(seen.Error, Is.TypeOf<SseCheckpointException>());
        Assert.That(log.Lines.Single(), Does.StartWith("Error/NotStarted"));
    }

    [Test]
    public void Reports_under_the_url_of_Connect_wherever_a_redirect_led()
    {
        using var listener = Measure();
        Server.Connection("(a|)").Then(404);
        using var client = new HttpClient(new Elsewhere(Server.CreateHandler()));

        Server.Run(SseObservable.Connect(Uri, Server.Options with { HttpClient = client }), until: TimeSpan.FromSeconds(10));

        Assert.That(_measured[^1], Does.Contain("error.type=404"));
        Assert.That(_measured, Has.All.Contain("server.address=feed.test"));
    }

    [Test]
    public void Logs_the_end_that_the_server_wants()
    {
        var log = new ListLogger();
        Server.Then(204);

        Server.Expect(Connect(Server.Options with { Logger = log })).ToBe("|");

        Assert.That(log.Lines.Single(), Does.StartWith("Information/Ended"));
    }

    private MeterListener Measure()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SseTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
            MeasurementsCompleted = static (_, _) => { }, // without a callback, Dispose of .NET 8 leaves the measurements on
        };
        listener.SetMeasurementEventCallback<int>(Add);
        listener.SetMeasurementEventCallback<long>(Add);
        listener.SetMeasurementEventCallback<double>(Add);
        listener.Start();
        return listener;

        void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
            _measured.Add(string.Join(' ', [
                instrument.Name["sse.client.".Length..],
                Convert.ToString(value, CultureInfo.InvariantCulture)!,
                .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"),
            ]));
    }

    private ActivityListener Trace()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SseTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string Tags(Activity activity) => string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"));

    private sealed class Elsewhere(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new("http://elsewhere.test/");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public List<Exception?> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add($"{logLevel}/{eventId.Name} {formatter(state, exception)}");
            Errors.Add(exception);
        }
    }
}
