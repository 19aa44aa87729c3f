using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>The health check of a named client, in virtual time.</summary>
public class SseClientHealthCheckTests
{
    private SseScript _server = null!;
    private ServiceProvider _provider = null!;

    private SseClient Client => _provider.Client();

    [SetUp]
    public void SetUp()
    {
        _server = new(new HistoricalScheduler(), frame: TimeSpan.FromSeconds(1));
        var services = new ServiceCollection();
        services
            .AddSseClient("feed", client =>
            {
                client.Uri = new(TestClients.Url);
                client.Options = _server.Options with { IdleTimeout = TimeSpan.FromMinutes(6) };
            })
            .HttpClient.ConfigurePrimaryHttpMessageHandler(_server.CreateHandler);
        services.AddHealthChecks()
            .AddSseClient("feed")
            .AddSseClient("feed", "strict", degradedAfter: TimeSpan.Zero, unhealthyAfter: TimeSpan.FromSeconds(1), tags: ["ready"]);
        _provider = services.Build();
    }

    [TearDown]
    public void TearDown() => _provider.Dispose();

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_outage_is_degraded_after_30_s_and_unhealthy_after_5_min_until_a_connection_works(bool isPushed)
    {
        _server.Connection("-a#", ('a', Event(1))).Silence().Connection("a", ('a', Event(2)));
        _ = isPushed ? _server.Expect(Client.Connect()) : _server.Expect(Client.ReadAllAsync());

        Assert.That(await StatusAt(seconds: 2), Is.EqualTo(HealthStatus.Healthy));
        Assert.That(await StatusAt(seconds: 31), Is.EqualTo(HealthStatus.Healthy));
        Assert.That(await StatusAt(seconds: 33), Is.EqualTo(HealthStatus.Degraded));
        Assert.That(await StatusAt(seconds: 301), Is.EqualTo(HealthStatus.Degraded));
        Assert.That(await StatusAt(seconds: 303), Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That((await CheckAsync()).Description, Is.EqualTo("The SSE client 'feed' has had no working connection for 00:05:01."));
        Assert.That(await StatusAt(seconds: 400), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Connections_that_break_at_once_are_an_outage()
    {
        for (var i = 0; i < 30; i++)
        {
            _server.Connection("(a|)", ('a', "no ID"));
        }

        _server.Expect(Client.Connect());

        Assert.That(await StatusAt(seconds: 29), Is.EqualTo(HealthStatus.Healthy));
        Assert.That(await StatusAt(seconds: 40), Is.EqualTo(HealthStatus.Degraded));
    }

    [Test]
    public async Task A_stream_without_events_is_healthy_once_it_has_stayed_open()
    {
        _server.Connection("-");
        _server.Expect(Client.Connect());

        Assert.That(await StatusAt(seconds: 5, "strict"), Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(await StatusAt(seconds: 11, "strict"), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task The_data_says_what_is_open_and_when_the_last_event_came()
    {
        _server.Connection("-a", ('a', Event(1))).Silence();
        _server.Expect(Client.Connect());
        using var other = Client.Signals().Subscribe();
        _server.Run(until: TimeSpan.FromSeconds(40));

        var check = await CheckAsync();

        Assert.That(check.Status, Is.EqualTo(HealthStatus.Degraded), "one of two is down");
        Assert.That(check.Data, Is.EquivalentTo(new Dictionary<string, object>
        {
            ["subscriptions"] = 2,
            ["open"] = 1,
            ["downFor"] = TimeSpan.FromSeconds(40),
            ["sinceLastEvent"] = TimeSpan.FromSeconds(40),
        }));

        other.Dispose();
        check = await CheckAsync();

        Assert.That(check.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That((check.Data["subscriptions"], check.Data["sinceLastEvent"]), Is.EqualTo((1, TimeSpan.FromSeconds(39))));
    }

    [Test]
    public async Task A_client_without_a_subscription_is_healthy()
    {
        var check = await CheckAsync();

        Assert.That(check.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(check.Description, Is.EqualTo("The SSE client 'feed' has no subscription."));
    }

    [Test]
    public async Task A_subscription_that_has_failed_is_unhealthy_until_another_one_begins()
    {
        var error = new FormatException("a selector's own");
        _server.Connection("a").Connection("a", ('a', Event(1)));
        _server.Expect(SseObservable.Connect<int>(Client.Uri, _ => throw error, Client.Options));

        var check = await CheckAsync();
        Assert.That((check.Status, check.Exception), Is.EqualTo((HealthStatus.Unhealthy, error)));
        Assert.That(check.Description, Is.EqualTo("The latest subscription of the SSE client 'feed' has failed. a selector's own"));

        _server.Expect(Client.Connect());
        Assert.That((await CheckAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_body_of_a_refusal_is_neither_in_the_result_nor_in_the_log(bool isWrapped)
    {
        _server.Then(isWrapped ? 503 : 403, "s3cret");
        _server.Expect(SseObservable.Connect(Client.Uri, Client.Options with { MaxConsecutiveFailures = 1 }));

        var check = await CheckAsync();

        Assert.That((check.Status, check.Exception), Is.EqualTo((HealthStatus.Unhealthy, (Exception?)null)));
        Assert.That(check.Description, Does.Contain($" status {(isWrapped ? 503 : 403)}").And.Not.Contain("s3cret"));
    }

    [Test]
    public async Task A_checkpoint_that_does_not_load_is_unhealthy()
    {
        var options = Client.Options with { CheckpointStore = new Unreadable() };
        _server.Expect(SseObservable.Connect(Client.Uri, options));

        var check = await CheckAsync();

        Assert.That(check.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(check.Exception, Is.InstanceOf<SseCheckpointException>());
    }

    [Test]
    public async Task A_checkpoint_that_is_not_saved_ends_the_subscription_and_is_no_failure_of_the_client()
    {
        _server.Connection("a", ('a', Event(1)));
        var ended = _server.Expect(Client.Connect().CheckpointTo(new Unreadable()));

        var check = await CheckAsync();

        Assert.That(ended.Error, Is.InstanceOf<SseCheckpointException>());
        Assert.That((check.Status, check.Description), Is.EqualTo((HealthStatus.Healthy, "The SSE client 'feed' has no subscription.")));
    }

    [Test]
    public async Task Checks_have_names_and_tags()
    {
        var report = await _provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"));

        Assert.That(report.Entries.Keys, Is.EqualTo(new[] { "strict" }));
    }

    private static SseEvent Event(int id) => new("x", LastEventId: $"{id}");

    private async Task<HealthStatus> StatusAt(int seconds, string name = "sse-feed")
    {
        _server.Run(until: TimeSpan.FromSeconds(seconds));
        return (await CheckAsync(name)).Status;
    }

    private async Task<HealthReportEntry> CheckAsync(string name = "sse-feed") =>
        (await _provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[name];

    private sealed class Unreadable : ISseCheckpointStore
    {
        public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => throw new IOException("unreadable");

        public ValueTask SaveAsync(string lastEventId) => throw new IOException("full");
    }
}
