using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>The client's log messages.</summary>
public class LogTests : VirtualTimeTests
{
    private const string Uri = "http://user:secret@feed.test:8080/events?token=secret";

    [Test]
    public void Logs_a_connection_without_secrets()
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
    public void Logs_inner_exceptions_but_not_the_body_of_a_refusal()
    {
        var log = new ListLogger();
        Server
            .Refuse(
                new HttpRequestException(
                    "The SSL connection could not be established, see inner exception.",
                    new InvalidOperationException("The certificate is untrusted.")))
            .Then(503, "your key is secret")
            .Silence();

        Run(until: 20, Server.Options with { Logger = log });

        Assert.That(log.Lines[0], Does.EndWith("Cause: The certificate is untrusted."));
        Assert.That(log.Lines[1], Does.Contain("503").And.Not.Contain("secret"));
    }

    [Test]
    public void Logs_a_final_refusal_without_its_body()
    {
        var log = new ListLogger();
        Server.Then(503, "your key is secret");

        Run(until: 20, Server.Options with { Logger = log, MaxConsecutiveFailures = 1 });

        Assert.That(
            log.Lines.Single(),
            Does.StartWith("Error/Failed").And.Contain("503 instead of 200. Attempt 1").And.Contain("MaxConsecutiveFailures")
                .And.Not.Contain("secret"));
        Assert.That(log.Errors.Single(), Is.Null);
    }

    [TestCase("limit", nameof(SseLimitExceededException))]
    [TestCase("selector", nameof(FormatException))]
    [TestCase("policy", nameof(FormatException))]
    public void Logs_and_measures_an_error_after_the_connection(string what, string expected)
    {
        using var metrics = new MetricRecorder();
        var log = new ListLogger();
        Server.Connection("a|", ('a', Wire("data: 0123456789\n\n")));
        var options = Server.Options with
        {
            Logger = log,
            MaxEventBytes = what == "limit" ? 5 : 100,
            ReconnectPolicy = what == "policy" ? _ => throw new FormatException() : SseReconnect.Default,
        };

        var seen = Server.Run(
            SseObservable.Connect(Server.Transport, view => what == "selector" ? throw new FormatException() : view.Type, options),
            until: TimeSpan.FromSeconds(5));

        Assert.That(seen.Error!.GetType().Name, Is.EqualTo(expected));
        Assert.That(log.Lines[^1], Does.StartWith("Error/Failed"));
        Assert.That(log.Errors[^1], Is.SameAs(seen.Error));
        Assert.That(metrics.Measurements.Where(m => m.Contains("disconnects", StringComparison.Ordinal)), Has.Exactly(1).Contain(expected));
    }

    [Test]
    public async Task Logs_and_measures_an_error_after_a_pulled_connection()
    {
        using var metrics = new MetricRecorder();
        var log = new ListLogger();
        Server.Connection("a");

        await Assert.ThrowsAsync<FormatException>(
            () => SseAsyncEnumerable
                .Connect<int>(Server.Transport, _ => throw new FormatException(), Server.Options with { Logger = log })
                .ToListAsync()
                .AsTask());

        Assert.That(log.Lines[^1], Does.StartWith("Error/Failed"));
        Assert.That(
            metrics.Measurements.Where(m => m.Contains("disconnects", StringComparison.Ordinal)),
            Has.Exactly(1).Contain(nameof(FormatException)));
    }

    [Test]
    public void Logs_a_checkpoint_that_cannot_be_loaded()
    {
        var log = new ListLogger();

        var seen = Run(until: 1, Server.Options with { Logger = log, CheckpointStore = new BrokenStore() });

        Assert.That(seen.Error, Is.TypeOf<SseCheckpointException>());
        Assert.That(log.Lines.Single(), Does.StartWith("Error/NotStarted"));
    }

    [Test]
    public void Logs_the_end_after_status_204()
    {
        var log = new ListLogger();
        Server.Then(204);

        Server.Expect(Connect(Server.Options with { Logger = log })).ToBe("|");

        Assert.That(log.Lines.Single(), Does.StartWith("Information/Ended"));
    }
}
