using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams with each part of ASP.NET Core, and with all of them in one application.</summary>
public sealed class PartTests : NeighborFixture
{
    private static IEnumerable<Part> Each => Parts.All;

    [TestCaseSource(nameof(Each))]
    public async Task Streams_with(Part part)
    {
        ArgumentNullException.ThrowIfNull(part);
        await using var server = await StartAsync([part]);
        using var http = await SignInAsync(server, HttpVersion.Version11);

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task Streams_with_all_of_them(string version)
    {
        await using var server = await StartAsync(Parts.All, version == "1.1" ? HttpProtocols.Http1 : HttpProtocols.Http2);
        using var http = await SignInAsync(server, new(version));

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }

    /// <summary>A client with the cookie of a signed-in user, if the server has such.</summary>
    private static async Task<HttpClient> SignInAsync(Server server, Version version)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, ResponseDrainTimeout = TimeSpan.Zero })
        {
            BaseAddress = server.Uri,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Deadline,
        };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var response = await http.PostAsync($"sign-in/{Parts.Cookies}", null);
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            http.DefaultRequestHeaders.Add("Cookie", cookies.Select(c => c.Split(';')[0]));
        }

        return http;
    }
}
