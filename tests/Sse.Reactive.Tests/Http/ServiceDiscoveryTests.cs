using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>The URLs of .NET's service discovery, which a message handler resolves at each attempt.</summary>
public class ServiceDiscoveryTests : VirtualTimeTests
{
    [TestCase("https+http://orders/events")]
    [TestCase("http+https://orders/events")]
    [TestCase("http://orders/events")]
    public void A_client_with_a_resolving_handler_connects(string uri)
    {
        Server.Connection("a");
        using var client = new HttpClient(new Resolver(Server.CreateHandler()));

        var seen = Server.Run(SseObservable.Connect(uri, Server.Options with { HttpClient = client }), TimeSpan.FromSeconds(1));

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a" }));
        Assert.That(Server.Attempts[0].Uri, Is.EqualTo(new Uri("https://10.0.0.1/events")));
    }

    [Test]
    public void The_built_in_client_says_what_is_missing()
    {
        var error = Assert.Throws<ArgumentException>(() => SseObservable.Connect("https+http://orders/events"));

        Assert.That(error!.Message, Does.Contain("AddServiceDiscovery"));
    }

    private sealed class Resolver(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new("https://10.0.0.1" + request.RequestUri!.AbsolutePath);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
