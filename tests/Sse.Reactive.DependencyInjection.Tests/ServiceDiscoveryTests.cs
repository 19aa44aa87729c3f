using System.Reactive.Concurrency;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>A named client whose URL names a service. A message handler resolves it, as that of .NET's service discovery does.</summary>
public class ServiceDiscoveryTests
{
    [TestCase("https+http://orders/events")]
    [TestCase("http://orders/events")]
    public void The_name_is_resolved_at_each_attempt(string uri)
    {
        var server = new SseScript(new HistoricalScheduler());
        server.Connection("(a|)", ('a', "x")).Then(204);
        var resolved = 0;
        var services = new ServiceCollection();
        services.AddSseClient("feed", TestClients.Configuration(("Uri", uri)).Feed())
            .Configure(client => client.Options = server.Options)
            .HttpClient.ConfigurePrimaryHttpMessageHandler(server.CreateHandler)
            .AddHttpMessageHandler(() => new Resolver(() => ++resolved));
        using var provider = services.Build();

        var seen = server.Run(provider.Client().Connect(), until: TimeSpan.FromMinutes(1));

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "x" }));
        Assert.That(server.Attempts.Select(a => $"{a.Uri}"), Is.EqualTo(new[] { "https://10.0.0.1/events", "https://10.0.0.2/events" }));
    }

    private sealed class Resolver(Func<int> next) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new($"https://10.0.0.{next()}{request.RequestUri!.AbsolutePath}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
