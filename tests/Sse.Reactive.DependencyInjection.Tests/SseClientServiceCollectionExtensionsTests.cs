using Microsoft.Extensions.DependencyInjection;
using Sse.Tests.Shared;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>Registration of named clients.</summary>
public class SseClientServiceCollectionExtensionsTests
{
    private ServiceCollection _services = null!;

    [SetUp]
    public void SetUp() => _services = [];

    [Test]
    public void A_client_is_a_keyed_service_and_comes_from_the_factory()
    {
        _services.AddSseClient("feed", client => client.Uri = new(TestClients.Url));
        _services.AddSingleton<Ticker>();
        using var provider = _services.Build();

        var client = provider.GetRequiredService<Ticker>().Client;

        Assert.That((client.Name, client.Uri), Is.EqualTo(("feed", new Uri(TestClients.Url))));
        Assert.That(provider.GetRequiredService<ISseClientFactory>().CreateClient("feed").Options, Is.SameAs(client.Options));
    }

    [Test]
    public void Each_client_has_its_own_options()
    {
        _services.AddSseClient("feed", client =>
        {
            client.Uri = new(TestClients.Url);
            client.Options = new() { FailOnFirstAttempt = true };
        });
        _services.AddSseClient("Feed", client => client.Uri = new("https://example.test/other"));
        using var provider = _services.Build();

        Assert.That((provider.Client().Uri.AbsolutePath, provider.Client().Options.FailOnFirstAttempt), Is.EqualTo(("/events", true)));
        Assert.That(
            (provider.Client("Feed").Uri.AbsolutePath, provider.Client("Feed").Options.FailOnFirstAttempt),
            Is.EqualTo(("/other", false)));
    }

    [Test]
    public void The_last_setting_wins_including_PostConfigure()
    {
        var section = TestClients.Configuration(("Uri", TestClients.Url), ("Jitter", "0.5"), ("MaxConsecutiveFailures", "3")).Feed();
        _services.AddSseClient("feed", client => client.Options = new() { Jitter = 0.1, FailOnFirstAttempt = true })
            .Bind(section)
            .Configure(client => client.Options = client.Options with { MaxConsecutiveFailures = 4 });
        _services.PostConfigure<SseClientOptions>("feed", client => client.Options = client.Options with { LastEventId = "7" });
        using var provider = _services.Build();

        var options = provider.Client().Options;

        Assert.That(
            (options.FailOnFirstAttempt, options.Jitter, options.MaxConsecutiveFailures, options.LastEventId),
            Is.EqualTo((true, 0.5, (int?)4, "7")));
    }

    [Test]
    public void Options_can_use_services()
    {
        var store = new SseMemoryCheckpointStore();
        _services.AddSingleton<ISseCheckpointStore>(store);
        _services.AddSseClient("feed", client => client.Uri = new(TestClients.Url))
            .Configure((services, client) => client.Options = client.Options with
            {
                CheckpointStore = services.GetRequiredService<ISseCheckpointStore>(),
            });
        using var provider = _services.Build();

        Assert.That(provider.Client().Options.CheckpointStore, Is.SameAs(store));
    }

    [Test]
    public void Options_are_created_once_even_if_a_host_validates_them_at_startup()
    {
        var times = 0;
        _services.AddSseClient("feed", client => client.Uri = new(TestClients.Url)).Configure(_ => times++);
        using var provider = _services.Build();

        provider.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate();
        _ = provider.Client().Options;
        _ = provider.GetRequiredService<ISseClientFactory>().CreateClient("feed").Options;

        Assert.That(times, Is.EqualTo(1));
    }

    [Test]
    public void An_HttpClient_set_by_the_application_is_kept()
    {
        using var http = new HttpClient();
        _services.AddSseClient("feed", client => (client.Uri, client.Options) = (new(TestClients.Url), new() { HttpClient = http }));
        using var provider = _services.Build();

        Assert.That(
            (provider.Client().Options.HttpClient, provider.Client().Options.HttpClientFactory),
            Is.EqualTo((http, (Func<HttpClient>?)null)));
    }

    [Test]
    public void A_name_can_be_registered_only_once()
    {
        _services.AddSseClient("feed");

        Assert.That(
            () => _services.AddSseClient("feed"),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "An SSE client named 'feed' is already registered. "
                + "Choose another name, or configure the existing client with Configure<SseClientOptions>(\"feed\", ...)."));
    }

    [Test]
    public void A_name_cannot_be_empty()
    {
        Assert.That(
            () => _services.AddSseClient(""),
            Throws.ArgumentException.With.Message.StartsWith("The name of an SSE client cannot be empty."));
        Assert.That(() => _services.AddSseClient(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void The_message_for_an_unknown_name_lists_the_known_names()
    {
        _services.AddSseClient("feed");
        _services.AddSseClient("prices");
        using var provider = _services.Build();

        Assert.That(
            () => provider.GetRequiredService<ISseClientFactory>().CreateClient("fed"),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "No SSE client is named 'fed'. Registered clients are 'feed', 'prices'; register one with AddSseClient."));
    }

    [Test]
    public void The_builder_configures_the_HttpClient_of_the_same_name()
    {
        var builder = _services.AddSseClient("feed");

        Assert.That((builder.Name, builder.Services, builder.HttpClient.Name), Is.EqualTo(("feed", (IServiceCollection)_services, "feed")));
    }

    [Test]
    public async Task Configuring_a_client_can_request_a_service_that_requests_another_client()
    {
        using var isConfiguring = new ManualResetEventSlim();
        _services.AddSseClient("upstream", client => client.Uri = new(TestClients.Url));
        _services.AddSingleton<Lazy<SseClient>>(services =>
        {
            isConfiguring.Wait(TimeSpan.FromSeconds(10)); // until another thread configures the client that requests this
            return new(services.Client("upstream"));
        });
        _services.AddSseClient("feed").Configure((services, client) =>
        {
            isConfiguring.Set();
            client.Uri = services.GetRequiredService<Lazy<SseClient>>().Value.Uri;
        });
        await using var provider = _services.Build();

        var service = Task.Run(() => provider.GetRequiredService<Lazy<SseClient>>());
        var feed = Task.Run(() => provider.GetRequiredService<ISseClientFactory>().CreateClient("feed"));
        await Task.WhenAll(service, feed).WaitAsync(TestDeadline.Value);

        Assert.That((await feed).Uri, Is.EqualTo(new Uri(TestClients.Url)));
    }

    private sealed class Ticker([FromKeyedServices("feed")] SseClient client)
    {
        public SseClient Client => client;
    }
}
