using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Proxies;

/// <summary>A development server of Node in front of the server: it compresses what it proxies, as webpack-dev-server does.</summary>
public class DevelopmentServerTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Passes_each_event_because_the_stream_says_no_transform(bool hasSession)
    {
        var topic = new SseTopic("t");
        await using var server = await TestServer.StartAsync(
            app =>
            {
                if (hasSession)
                {
                    app.UseSession().Use((context, next) =>
                    {
                        context.Session.SetString("visited", "yes"); // the response sets a cookie, and Cache-Control anew
                        return next(context);
                    });
                }

                app.MapSse("/", topic);
                app.MapGet("/text", () => Results.Text(new string('x', 10_000)));
            },
            services => services.AddDistributedMemoryCache().AddSession());
        await using var proxy = await Proxy.StartAsync("Node", server.Uri);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var text = await GetAsync("text");
        using var response = await GetAsync("");
        await using var events = (await response.Content.ReadAsStreamAsync()).ReadSseAsync().GetAsyncEnumerator();

        Assert.That(text.Content.Headers.ContentEncoding, Is.Not.Empty, "compression is active");
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
        for (var n = 1; n <= 5; n++)
        {
            topic.Publish(new($"event {n}"));
            Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Peer.Deadline));
            Assert.That(events.Current.Data, Is.EqualTo($"event {n}"));
        }

        async Task<HttpResponseMessage> GetAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(proxy.Uri, path));
            request.Headers.Add("Accept-Encoding", "gzip");
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Peer.Deadline);
        }
    }
}
