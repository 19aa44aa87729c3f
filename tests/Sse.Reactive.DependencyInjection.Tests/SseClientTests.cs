using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>Streams of registered clients, over the HTTP clients of the factory, in virtual time.</summary>
public class SseClientTests
{
    private static readonly (char, SseEvent) First = ('a', new SseEvent("x", LastEventId: "7"));
    private static readonly (char, SseEvent) Second = ('b', new SseEvent("y", LastEventId: "7"));

    private SseScript _server = null!;
    private LogCollector _log = null!;
    private ServiceCollection _services = null!;
    private ISseClientBuilder _feed = null!;

    [SetUp]
    public void SetUp()
    {
        _server = new(new HistoricalScheduler(), frame: TimeSpan.FromSeconds(1));
        _log = new();
        _services = [];
        _feed = _services.AddSseClient("feed", client => (client.Uri, client.Options) = (new(TestClients.Url), _server.Options));
        _feed.HttpClient.ConfigurePrimaryHttpMessageHandler(_server.CreateHandler);
    }

    [Test]
    public void Connect_reconnects_and_resumes()
    {
        _server.Connection("-a#", ('a', SseMarble.Wire("id: 7\ndata: x\n\nid: 8\ndata: ha"))).Connection("-b|", ('b', "y")).Then(204);
        using var provider = _services.Build();

        var seen = _server.Expect(provider.Client().Connect());

        seen.ToBe("-a 3s -b 6s |", First, Second);
        _server.ExpectAttempts("a- 3s b- 6s c", ('a', ""), ('b', "7"), ('c', "7"));
    }

    [Test]
    public void ReadAllAsync_reconnects_and_resumes()
    {
        _server.Connection("-a#", ('a', SseMarble.Wire("id: 7\ndata: x\n\nid: 8\ndata: ha"))).Connection("-b|", ('b', "y")).Then(204);
        using var provider = _services.Build();

        var seen = _server.Expect(provider.Client().ReadAllAsync());

        seen.ToBe("-a 3s -b 6s |", First, Second);
        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "7", "7" }));
    }

    [Test]
    public void Signals_and_selectors_behave_as_in_SseObservable()
    {
        foreach (var _ in Enumerable.Range(0, 4))
        {
            _server.Connection("(a|)", ('a', "x")).Then(204);
        }

        using var provider = _services.Build();
        var client = provider.Client();

        var signals = Played(_server.Expect(client.Signals()));
        var pulled = Played(_server.Expect(client.ReadSignalsAsync()));
        var lengths = Played(_server.Expect(client.Connect(view => view.Utf8Data.Length)));
        var pulledLengths = Played(_server.Expect(client.ReadAllAsync(view => view.Utf8Data.Length)));

        Assert.That(signals.Select(s => s.GetType().Name), Is.EqualTo(new[] { "Opened", "Event", "Disconnected", "Ended" }));
        Assert.That(pulled.Select(s => s.GetType().Name), Is.EqualTo(new[] { "Opened", "Event", "Disconnected", "Ended" }));
        Assert.That((lengths.Single(), pulledLengths.Single()), Is.EqualTo((1, 1)));
        Assert.That(() => client.Connect<int>(null!), Throws.ArgumentNullException);
        Assert.That(() => client.ReadAllAsync<int>(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Resumes_from_a_checkpoint_store_of_the_container()
    {
        _server.Connection("(a|)", ('a', new SseEvent("x", LastEventId: "7"))).Then(204).Silence();
        _services.AddSingleton<ISseCheckpointStore, SseMemoryCheckpointStore>();
        _feed.Configure((services, client) => client.Options = client.Options with
        {
            CheckpointStore = services.GetRequiredService<ISseCheckpointStore>(),
        });
        using var provider = _services.Build();
        var client = provider.Client();

        _ = Played(_server.Expect(client.Connect().CheckpointTo(provider.GetRequiredService<ISseCheckpointStore>())));
        _ = _server.Expect(client.Connect());

        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "7", "7" }));
    }

    [Test]
    public void Each_attempt_uses_a_new_HttpClient_of_the_factory_and_its_handlers()
    {
        _server.Connection("(a|)", ('a', "x")).Connection("(a|)", ('a', "x")).Then(204);
        var clients = 0;
        _services.AddTransient<Signing>();
        _feed.HttpClient.ConfigureHttpClient(_ => clients++).AddHttpMessageHandler<Signing>();
        using var provider = _services.Build();

        _ = Played(_server.Expect(provider.Client().Connect()));

        Assert.That(clients, Is.EqualTo(3));
        Assert.That(_server.Attempts.Select(a => a.Headers["Authorization"]), Is.EqualTo(new[] { "Bearer k", "Bearer k", "Bearer k" }));
    }

    [Test]
    public void The_HttpClient_has_no_timeout_by_default()
    {
        _services.ConfigureHttpClientDefaults(every => every.ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(10)));
        using var provider = _services.Build();
        Assert.That(provider.Client().Options.HttpClientFactory!().Timeout, Is.EqualTo(Timeout.InfiniteTimeSpan));

        _feed.HttpClient.ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(30));
        using var other = _services.Build();
        Assert.That(other.Client().Options.HttpClientFactory!().Timeout, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void Each_client_logs_in_its_own_category()
    {
        _server.Connection("|").Then(401);
        using var provider = _services.Build(_log);

        var seen = _server.Expect(provider.Client().Connect());
        _server.Run(until: TimeSpan.FromMinutes(1));

        Assert.That(seen.Error, Is.InstanceOf<SseResponseException>());
        Assert.That(
            _log.Lines
                .Where(line => line.Contains(" Sse.Reactive.SseClient.feed ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[2]),
            Is.EqualTo(new[] { "Opened:", "Disconnected:", "Failed:" }));
    }

    [Test]
    public void No_secret_is_logged_or_thrown()
    {
        _server.Connection("|").Then(401, "no");
        _services = [];
        var configuration = TestClients.Configuration(
            ("Uri", "https://user:s3cret@example.test/events?token=s3cret"),
            ("Headers:Authorization", "Bearer s3cret"),
            ("Headers:X-Key", "s3cret"));
        _services.AddSseClient("feed", client => client.Options = _server.Options).Bind(configuration.Feed())
            .HttpClient.ConfigurePrimaryHttpMessageHandler(_server.CreateHandler);
        using var provider = _services.Build(_log);

        var seen = _server.Expect(provider.Client().Connect());
        _server.Run(until: TimeSpan.FromMinutes(1));

        Assert.That(_server.Attempts[1].Headers["Authorization"], Is.EqualTo("Bearer s3cret"), "it is sent");
        Assert.That(seen.Error!.ToString(), Does.Not.Contain("s3cret"));
        Assert.That(_log.Lines, Has.Count.GreaterThan(2).And.None.Contains("s3cret"));
        Assert.That(
            _log.Lines.Any(line => line.Contains(" System.Net.Http.HttpClient.feed", StringComparison.Ordinal)),
            Is.EqualTo(typeof(IHttpClientFactory).Assembly.GetName().Version!.Major >= 9),
            "requests are logged by a factory that redacts them");
    }

    private IReadOnlyList<T> Played<T>(Observed<T> observed)
    {
        _server.Run(until: _server.Now + TimeSpan.FromMinutes(1));
        return observed.Values;
    }

    private sealed class Signing : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new("Bearer", "k");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
