using System.Net.Sockets;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>The client's metrics.</summary>
public class MetricTests : VirtualTimeTests
{
    private const string Uri = "http://user:secret@feed.test:8080/events?token=secret";

    [Test]
    public void Measures_connections_events_bytes_disconnects_and_time_to_first_event()
    {
        using var metrics = new MetricRecorder();
        Server
            .Connection("-kac#", ('k', Wire(":\n\n")), ('a', Wire("data: a\n\ndata: b\n\n")), ('c', Wire("data: c\n\n")))
            .Then(503)
            .Connection("-");

        var seen = Run(until: 20);
        Assert.That(metrics.Measurements, Is.EqualTo(new[]
        {
            "open_connections 1",
            "received.size 3",
            "received.size 18", "time_to_first_event 2", "events 2",
            "received.size 9", "events 1",
            "open_connections -1", "disconnects 1 error.type=System.IO.IOException sse.retried=True",
            "disconnects 1 error.type=503 sse.retried=True",
            "open_connections 1",
        }));

        metrics.Measurements.Clear();
        seen.Unsubscribe();
        Assert.That(metrics.Measurements, Is.EqualTo(new[] { "open_connections -1" }));
    }

    [Test]
    public async Task Measures_a_pulled_connection()
    {
        using var metrics = new MetricRecorder();
        Server.Connection("s", ('s', Wire("data: a\n\ndata: b\n\n")));

        await foreach (var _ in SseAsyncEnumerable.Connect(Server.Transport, Server.Options))
        {
            break;
        }

        Assert.That(
            metrics.Measurements,
            Is.EqualTo(new[] { "open_connections 1", "received.size 18", "time_to_first_event 0", "events 1", "open_connections -1" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Counts_gaps_by_reason(bool isPushed)
    {
        using var metrics = new MetricRecorder();
        Server.Connection(
            "abc",
            ('a', new SseGap(SseGapReason.Expired, 3).ToEvent()),
            ('b', new SseGap(SseGapReason.Overflow).ToEvent()),
            ('c', new SseEvent("of another server", SseGap.EventType)));

        _ = isPushed
            ? Server.Run(SseObservable.Connect(Server.Transport, Server.Options), TimeSpan.FromSeconds(5))
            : Server.Run(SseAsyncEnumerable.Connect(Server.Transport, Server.Options), TimeSpan.FromSeconds(5));

        Assert.That(metrics.Measurements.Where(line => line.StartsWith("gaps", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "gaps 1 sse.reason=expired",
            "gaps 1 sse.reason=overflow",
        }));
    }

    [Test]
    public void Observes_the_longest_time_since_the_last_event_of_each_server()
    {
        using var metrics = new MetricRecorder();
        Server.Connection("-a-#", ('a', "a")).Silence();
        Server.Connection("b", ('b', "b"));
        using var client = new HttpClient(Server.CreateHandler());
        var options = Server.Options with { HttpClient = client };
        var events = SseObservable.Connect("http://gauge.test:8080/events", options); // no other test's

        Assert.That(metrics.TimesSinceLastEvent(), Is.Empty);
        using var lost = events.Subscribe();
        RunTo(seconds: 0.5);
        Assert.That(metrics.TimesSinceLastEvent(), Is.EqualTo(Times("0.5")));
        RunTo(seconds: 11);
        using (events.Subscribe()) // it has just received an event
        {
            Assert.That(metrics.TimesSinceLastEvent(), Is.EqualTo(Times("10")));
            lost.Dispose();
            Assert.That(metrics.TimesSinceLastEvent(), Is.EqualTo(Times("0")));
        }

        Assert.That(metrics.TimesSinceLastEvent(), Is.Empty);
    }

    [Test]
    public void Measurements_have_the_server_as_attributes()
    {
        Server.Connection("(a|)");
        using var client = new HttpClient(Server.CreateHandler());
        using var metrics = new MetricRecorder();

        Server.Expect(SseObservable.Connect(Uri, Server.Options with { HttpClient = client, ReconnectPolicy = SseReconnect.Never }));

        Assert.That(metrics.Measurements, Has.Count.EqualTo(6));
        Assert.That(metrics.Measurements, Has.All.Contain("server.address=feed.test server.port=8080"));
        Assert.That(metrics.Measurements[^1], Does.EndWith("error.type=stream_ended sse.retried=False"));
    }

    [TestCase(nameof(TimeoutException), "timeout")]
    [TestCase(nameof(HttpRequestException), "ConnectionError")]
    [TestCase(nameof(SseResponseException), "content_type")]
    public void A_disconnect_has_an_error_type(string cause, string expected)
    {
        using var metrics = new MetricRecorder();
        _ = cause switch
        {
            nameof(TimeoutException) => Server.Silence(),
            nameof(SseResponseException) => Server.Then(200).WithHeader("Content-Type", "text/html"),
            _ => Server.Refuse(
                new HttpRequestException(
                    HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused))),
        };

        Run(until: 2, Server.Options with { IdleTimeout = TimeSpan.FromSeconds(1), ReconnectPolicy = SseReconnect.Never });

        Assert.That(metrics.Measurements, Is.EqualTo(new[] { $"disconnects 1 error.type={expected} sse.retried=False" }));
    }

    [Test]
    public void Reports_under_the_URL_of_Connect_despite_a_redirect()
    {
        using var metrics = new MetricRecorder();
        Server.Connection("(a|)").Then(404);
        using var client = new HttpClient(new Elsewhere(Server.CreateHandler()));

        Server.Run(SseObservable.Connect(Uri, Server.Options with { HttpClient = client }), until: TimeSpan.FromSeconds(10));

        Assert.That(metrics.Measurements[^1], Does.Contain("error.type=404"));
        Assert.That(metrics.Measurements, Has.All.Contain("server.address=feed.test"));
    }

#if NET9_0_OR_GREATER
    [Test]
    [NotForNetStandard("Its meters have no advice.")]
    public void Advises_buckets_from_milliseconds_to_an_hour()
    {
        using var metrics = new MetricRecorder();

        var histogram = metrics.Instruments.OfType<System.Diagnostics.Metrics.Histogram<double>>().Single();

        var buckets = histogram.Advice!.HistogramBucketBoundaries!;
        Assert.That(buckets, Is.Ordered);
        Assert.That((buckets[0], buckets[^1]), Is.EqualTo((0.005, 3600.0)));
        Assert.That(buckets.Count(boundary => boundary is > 0.05 and < 5), Is.GreaterThan(4), "most first events come in this time");
    }
#endif

    private static string[] Times(string seconds) => [$"time_since_last_event {seconds} server.address=gauge.test server.port=8080"];

    private sealed class Elsewhere(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new("http://elsewhere.test/");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
