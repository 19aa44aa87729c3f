using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>URLs that are relative to the <c>BaseAddress</c> of the client's <c>HttpClient</c>.</summary>
public class BaseAddressTests
{
    private ServiceCollection _services = null!;

    [SetUp]
    public void SetUp() => _services = [];

    [TestCase("events", "https://example.test/api/events")]
    [TestCase("/events?since=7", "https://example.test/events?since=7")]
    [TestCase("a:b", null)]
    [TestCase("./a:b", "https://example.test/api/a:b")]
    [TestCase("https://other.test/events", "https://other.test/events")]
    public void A_URL_of_the_configuration_is_resolved(string uri, string? expected)
    {
        _services.AddSseClient("feed", TestClients.Configuration(("Uri", uri)).Feed())
            .HttpClient.ConfigureHttpClient(http => http.BaseAddress = new("https://example.test/api/"));
        using var provider = _services.Build();

        if (expected is null)
        {
            Assert.That(() => provider.Client(), Throws.TypeOf<OptionsValidationException>());
        }
        else
        {
            Assert.That(provider.Client().Uri, Is.EqualTo(new Uri(expected)));
        }
    }

    [Test]
    public void A_URL_of_the_configuration_is_resolved_again_when_it_changes()
    {
        var configuration = TestClients.Configuration(("Uri", "a"));
        _services.AddSseClient("feed", configuration.Feed())
            .HttpClient.ConfigureHttpClient(http => http.BaseAddress = new("https://example.test/api/"));
        using var provider = _services.Build();
        var client = provider.Client();
        Assert.That(client.Uri, Is.EqualTo(new Uri("https://example.test/api/a")));

        configuration["Feeds:feed:Uri"] = "b";
        configuration.Reload();

        Assert.That(client.Uri, Is.EqualTo(new Uri("https://example.test/api/b")));
    }

    [Test]
    public void A_URL_of_code_is_resolved()
    {
        _services.AddSseClient("feed", client => client.Uri = new("events", UriKind.Relative))
            .HttpClient.ConfigureHttpClient(http => http.BaseAddress = new("https://example.test/api/"));
        _services.AddSseClient("bare", client => client.Uri = new("events?token=s3cret", UriKind.Relative));
        using var provider = _services.BuildServiceProvider();
        var clients = provider.GetRequiredService<ISseClientFactory>();

        Assert.That(clients.CreateClient("feed").Uri, Is.EqualTo(new Uri("https://example.test/api/events")));
        Assert.That(
            () => clients.CreateClient("bare"),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("'bare' is 'events'").And.Message.Contains("BaseAddress")
                .And.Message.Not.Contains("s3cret"));
    }
}
