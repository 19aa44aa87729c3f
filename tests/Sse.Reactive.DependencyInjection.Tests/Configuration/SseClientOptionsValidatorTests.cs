using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>Validation of the options as a whole, and at the start of a host.</summary>
public class SseClientOptionsValidatorTests
{
    private const string SetUri = "Set it to the absolute http or https URL of the stream.";

    [Test]
    public void Without_configuration_the_message_names_the_client()
    {
        Assert.That(
            ProblemsOfCode(_ => { }),
            Is.EqualTo(new[] { $"SseClientOptions.Uri of the SSE client 'feed' is missing. {SetUri}" }));
        Assert.That(
            ProblemsOfCode(client => client.Uri = new("/events?token=s3cret", UriKind.Relative)),
            Is.EqualTo(new[]
            {
                "SseClientOptions.Uri of the SSE client 'feed' is '/events', which is relative, and its HttpClient has no BaseAddress. "
                + "Set one with ConfigureHttpClient, or set an absolute http or https URL.",
            }));
        using var http = new HttpClient();
        Assert.That(
            ProblemsOfCode(client =>
            {
                client.Uri = new(TestClients.Url);
                client.Options = new() { HttpClient = http, HttpClientFactory = () => http };
            }),
            Is.EqualTo(new[]
            {
                "The SSE client 'feed' has both HttpClient and HttpClientFactory. Set only one, or neither to use IHttpClientFactory.",
            }));
    }

    [Test]
    public async Task A_host_does_not_start_with_invalid_options()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Feeds:feed:IdleTimeout", (string?)"-00:00:05")]);
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed"));
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.That(
            error.Failures.Select(problem => problem.Split(' ')[0]),
            Is.EquivalentTo(new[] { "Feeds:feed:IdleTimeout", "Feeds:feed:Uri" }));
    }

    [Test]
    public async Task Starting_a_host_opens_no_connection()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSseClient("feed", client => client.Uri = new(TestClients.Url))
            .HttpClient.ConfigurePrimaryHttpMessageHandler(() => throw new InvalidOperationException("A connection."));
        using var host = builder.Build();

        await host.StartAsync();
        Assert.That(host.Services.Client().Uri, Is.EqualTo(new Uri(TestClients.Url)));
        await host.StopAsync();
    }

    private static string[] ProblemsOfCode(Action<SseClientOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddSseClient("feed", configure);
        using var provider = services.Build();
        return [.. Assert.Throws<OptionsValidationException>(() => provider.Client()).Failures];
    }
}
