using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Authentication: what a client that is not signed in receives, and bearer tokens.</summary>
public sealed class SignInTests : NeighborFixture
{
#if NET10_0_OR_GREATER // the platform has the metadata for it since .NET 10; before, see docs/server.md
    [Test]
    public async Task Cookie_authentication_answers_401_and_does_not_redirect()
    {
        await using var server = await StartAsync([new(
            "cookies",
            builder =>
            {
                builder.Services.AddAuthentication("cookies").AddCookie("cookies");
                builder.Services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication().UseAuthorization();
                app.MapGet("/untyped", IResult (SseSubscriber _) => SseResults.Stream(Feed)).RequireAuthorization();
                app.MapGet("/page", () => Results.Text("a page")).RequireAuthorization();
            },
            endpoint => endpoint.RequireAuthorization())]);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Uri };

        foreach (var path in Paths.Append("untyped"))
        {
            using var response = await http.GetAsync(path);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), path);
        }

        using var page = await http.GetAsync("page");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.Found), "a page redirects");
        Assert.That(Feed.Subscribers, Is.Zero);
    }
#endif

    [Test]
    public async Task Streams_with_a_bearer_token()
    {
        var authentication = Parts.All.Single(p => p.Name.StartsWith("authentication", StringComparison.Ordinal));
        await using var server = await StartAsync([authentication]);
        using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = server.Uri };
        using var refused = await http.GetAsync("mapped", HttpCompletionOption.ResponseHeadersRead);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        using var signedIn = await http.PostAsync($"sign-in/{Parts.Bearer}", null);
        using var token = System.Text.Json.JsonDocument.Parse(await signedIn.Content.ReadAsStringAsync());
        var bearer = $"Bearer {token.RootElement.GetProperty("accessToken").GetString()}";

        await AssertStreamsAsync(http, "mapped", request => request.Headers.Add("Authorization", bearer));
    }
}
