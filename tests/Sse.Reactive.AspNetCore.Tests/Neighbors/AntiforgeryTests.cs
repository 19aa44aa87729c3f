using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A form that is answered with a stream, and protected by antiforgery.</summary>
public sealed class AntiforgeryTests : NeighborFixture
{
    [Test]
    public async Task A_form_with_a_token_is_answered_with_a_stream_and_one_without_is_refused()
    {
        string? asked = null;
        await using var server = await StartAsync([new(
            "antiforgery",
            builder => builder.Services.AddAntiforgery(),
            app =>
            {
                app.UseAntiforgery();
                app.MapGet("/form", (HttpContext context, IAntiforgery antiforgery) =>
                {
                    var tokens = antiforgery.GetAndStoreTokens(context);
                    return $"{tokens.FormFieldName}={tokens.RequestToken}";
                });
                app.MapPost("/answers", ([FromForm] string question) =>
                {
                    asked = question;
                    return SseResults.Stream(Feed, Silent);
                });
            })]);
        using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = server.Uri };
        var token = (await http.GetStringAsync("form")).Split('=', 2); // the cookie belongs to it

        using var refused = await PostAsync(new() { ["question"] = "why" });
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(asked, Is.Null);

        using (var response = await PostAsync(new() { ["question"] = "why", [token[0]] = token[1] }))
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync()))
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            await Waiting.UntilAsync(() => Feed.Subscribers == 1, () => "The source was not subscribed to.");
            Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.EqualTo(":"));
            for (var i = 0; i < 3; i++)
            {
                Feed.Publish($"{i}");
                Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.EqualTo($"data: {i}"));
                Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.Empty);
            }
        }

        Assert.That(asked, Is.EqualTo("why"));
        await Waiting.UntilAsync(() => Feed.Subscribers == 0, () => "The source is still subscribed to.");

        async Task<HttpResponseMessage> PostAsync(Dictionary<string, string> fields)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "answers") { Content = new FormUrlEncodedContent(fields) };
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
        }
    }
}
