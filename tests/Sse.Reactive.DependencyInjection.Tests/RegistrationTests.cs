using Microsoft.Extensions.DependencyInjection;
using Sse.Tests.Shared;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>Clients by name: what is registered, and what is resolved.</summary>
public class RegistrationTests
{
    private ServiceCollection _services = null!;

    [SetUp]
    public void SetUp() => _services = [];

    [Test]
    public void A_client_is_a_keyed_service_and_the_factorys()
    {
        _services.AddSseClient("feed", client => client.Uri = new(Feeds.Place));
        _services.AddSingleton<Ticker>();
        using var provider = _services.Build();

        var client = provider.GetRequiredService<Ticker>().Client;

        Assert.That((client.Name, client.Uri), Is.EqualTo(("feed", new Uri(Feeds.Place))));
        Assert.That(provider.GetRequiredService<ISseClientFactory>().CreateClient("feed").Options, Is.SameAs(client.Options));
    }

    [Test]
    public void Each_client_has_options_of_its_own()
    {
        _services.AddSseClient("feed", client => (client.Uri, client.Options) = (new(Feeds.Place), new() { FailOnFirstAttempt = true }));
        _services.AddSseClient("Feed", client => client.Uri = new("https://example.test/other"));
        using var provider = _services.Build();

        Assert.That((provider.Client().Uri.AbsolutePath, provider.Client().Options.FailOnFirstAttempt), Is.EqualTo(("/events", true)));
        Assert.That((provider.Client("Feed").Uri.AbsolutePath, provider.Client("Feed").Options.FailOnFirstAttempt), Is.EqualTo(("/other", false)));
    }

    [Test]
    public void The_latest_word_counts_and_the_platforms_own_words_do_too()
    {
        var section = Feeds.Configuration(("Uri", Feeds.Place), ("Jitter", "0.5"), ("MaxConsecutiveFailures", "3")).Feed();
        _services.AddSseClient("feed", client => client.Options = new() { Jitter = 0.1, FailOnFirstAttempt = true })
            .Bind(section)
            .Configure(client => client.Options = client.Options with { MaxConsecutiveFailures = 4 });
        _services.PostConfigure<SseClientOptions>("feed", client => client.Options = client.Options with { LastEventId = "7" });
        using var provider = _services.Build();

        var options = provider.Client().Options;

        Assert.That((options.FailOnFirstAttempt, options.Jitter, options.MaxConsecutiveFailures, options.LastEventId), Is.EqualTo((true, 0.5, (int?)4, "7")));
    }

    [Test]
    public void Options_can_be_made_of_services()
    {
        var store = new SseMemoryCheckpointStore();
        _services.AddSingleton<ISseCheckpointStore>(store);
        _services.AddSseClient("feed", client => client.Uri = new(Feeds.Place))
            .Configure((services, client) => client.Options = client.Options with { CheckpointStore = services.GetRequiredService<ISseCheckpointStore>() });
        using var provider = _services.Build();

        Assert.That(provider.Client().Options.CheckpointStore, Is.SameAs(store));
    }

    [Test]
    public void Options_are_made_once_also_where_a_host_checks_them_at_its_start()
    {
        var times = 0;
        _services.AddSseClient("feed", client => client.Uri = new(Feeds.Place)).Configure(_ => times++);
        using var provider = _services.Build();

        provider.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate();
        _ = provider.Client().Options;
        _ = provider.GetRequiredService<ISseClientFactory>().CreateClient("feed").Options;

        Assert.That(times, Is.EqualTo(1));
    }

    [Test]
    public void A_client_of_ones_own_stands()
    {
        using var http = new HttpClient();
        _services.AddSseClient("feed", client => (client.Uri, client.Options) = (new(Feeds.Place), new() { HttpClient = http }));
        using var provider = _services.Build();

        Assert.That((provider.Client().Options.HttpClient, provider.Client().Options.HttpClientFactory), Is.EqualTo((http, (Func<HttpClient>?)null)));
    }

    [Test]
    public void A_name_is_given_once()
    {
        _services.AddSseClient("feed");

        Assert.That(
            () => _services.AddSseClient("feed"),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "There is an SSE client named 'feed' already. Give this one another name, or say more of that one with Configure<SseClientOptions>(\"feed\", ...)."));
    }

    [Test]
    public void A_name_is_not_empty()
    {
        Assert.That(() => _services.AddSseClient(""), Throws.ArgumentException.With.Message.StartsWith("An SSE client needs a name"));
        Assert.That(() => _services.AddSseClient(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Who_asks_for_an_unknown_name_is_told_the_known_ones()
    {
        _services.AddSseClient("feed");
        _services.AddSseClient("prices");
        using var provider = _services.Build();

        Assert.That(
            () => provider.GetRequiredService<ISseClientFactory>().CreateClient("fed"),
            Throws.InvalidOperationException.With.Message.EqualTo("No SSE client is named 'fed'. There are 'feed', 'prices': AddSseClient registers one."));
    }

    [Test]
    public void The_builder_leads_to_the_HttpClient_of_the_same_name()
    {
        var builder = _services.AddSseClient("feed");

        Assert.That((builder.Name, builder.Services, builder.HttpClient.Name), Is.EqualTo(("feed", (IServiceCollection)_services, "feed")));
    }

    [Test]
    public async Task A_client_may_be_made_of_a_service_that_asks_for_another_client()
    {
        using var isMaking = new ManualResetEventSlim();
        _services.AddSseClient("upstream", client => client.Uri = new(Feeds.Place));
        _services.AddSingleton<Lazy<SseClient>>(services =>
        {
            isMaking.Wait(TimeSpan.FromSeconds(10)); // until another thread is making the client that wants this
            return new(services.Client("upstream"));
        });
        _services.AddSseClient("feed").Configure((services, client) =>
        {
            isMaking.Set();
            client.Uri = services.GetRequiredService<Lazy<SseClient>>().Value.Uri;
        });
        await using var provider = _services.Build();

        var service = Task.Run(() => provider.GetRequiredService<Lazy<SseClient>>());
        var feed = Task.Run(() => provider.GetRequiredService<ISseClientFactory>().CreateClient("feed"));
        await Task.WhenAll(service, feed).WaitAsync(TestDeadline.Value);

        Assert.That((await feed).Uri, Is.EqualTo(new Uri(Feeds.Place)));
    }

    private sealed class Ticker([FromKeyedServices("feed")] SseClient client)
    {
        public SseClient Client => client;
    }
}
