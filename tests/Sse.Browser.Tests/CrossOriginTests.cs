using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary>A page of one origin and a stream of another: CORS works with <c>MapSse</c> as with any endpoint.</summary>
public class CrossOriginTests : PageFixture
{
    private const string Connect = """
        ([url, withCredentials]) => {
          globalThis.source = new EventSource(url, { withCredentials });
          source.onopen = () => note('open', source.withCredentials);
          source.onmessage = e => note(e.origin, e.data);
          source.onerror = () => note('error', source.readyState);
        }
        """;

    [Test]
    public async Task Without_CORS_a_page_of_another_origin_receives_nothing()
    {
        await using var other = await Site.StartAsync();
        await using var site = await Site.StartAsync();

        await ConnectAsync(site, other, withCredentials: false);

        await WaitForNoteAsync("error 2");
        Assert.That(await LogAsync(), Has.Length.EqualTo(1));
        Assert.That(other.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_page_of_any_allowed_origin_resumes_without_credentials()
    {
        await using var other = await Site.StartAsync(stream: events => events.RequireCors(policy => policy.AllowAnyOrigin()));
        await using var site = await Site.StartAsync();
        await SignInAsync(other);

        await ConnectAsync(site, other, withCredentials: false);

        await AssertReceivesAndResumesAsync(other, withCredentials: false);
        Assert.That(other.Requests.Select(r => r.Cookie), Has.All.Empty);
    }

    [Test]
    public async Task Allowing_any_origin_does_not_allow_credentials()
    {
        await using var other = await Site.StartAsync(stream: events => events.RequireCors(policy => policy.AllowAnyOrigin()));
        await using var site = await Site.StartAsync();

        await ConnectAsync(site, other, withCredentials: true);

        await WaitForNoteAsync("error 2");
        Assert.That(await LogAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_page_of_a_named_origin_resumes_with_credentials()
    {
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync(
            stream: events => events.RequireCors(policy => policy.WithOrigins(site.Url).AllowCredentials()));
        await SignInAsync(other);

        await ConnectAsync(site, other, withCredentials: true);

        await AssertReceivesAndResumesAsync(other, withCredentials: true);
        Assert.That(other.Requests.Select(r => r.Cookie), Has.All.EqualTo("who=me"));
    }

    [Test]
    public async Task Fetch_sends_Last_Event_ID_after_a_preflight_request()
    {
        await NodeModules.RequireAsync();
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync(
            stream: events => events.RequireCors(policy => policy.WithOrigins(site.Url).WithHeaders("Last-Event-ID")));
        var id = other.Publish("seen");
        other.Publish("missed");

        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync(
            """
            async ([url, id]) => {
              const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
              fetchEventSource(url, { headers: { 'Last-Event-ID': id }, onmessage: m => m.data && note(m.data), onerror: e => note(e) });
            }
            """,
            new[] { $"{other.Url}/events", id });

        await WaitForNoteAsync("missed");
        Assert.That(other.Requests.Single().Header, Is.EqualTo(id));
    }

    private async Task ConnectAsync(Site site, Site other, bool withCredentials)
    {
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync(Connect, new object[] { $"{other.Url}/events", withCredentials });
    }

    private Task SignInAsync(Site other) => Profile.AddCookiesAsync([new() { Name = "who", Value = "me", Url = other.Url }]);

    private async Task AssertReceivesAndResumesAsync(Site other, bool withCredentials)
    {
        var opened = $"open {(withCredentials ? "true" : "false")}";
        await WaitForNoteAsync(opened);
        await WaitUntilAsync(() => other.Topic.HasSubscribers, "no client subscribed");
        var id = other.Publish("1");
        await WaitForNoteAsync($"{other.Url} 1");

        other.CutAndHold();
        await WaitUntilAsync(() => other.Requests.Count == 2, "the client did not reconnect");
        other.Publish("2");
        other.Release();

        await WaitForNoteAsync($"{other.Url} 2");
        other.IsFinished = true;
        other.Cut();

        await WaitForNoteAsync("error 2"); // 204
        Assert.That(
            await LogAsync(),
            Is.EqualTo(new[] { opened, $"{other.Url} 1", "error 0", opened, $"{other.Url} 2", "error 0", "error 2" }));
        Assert.That(other.Requests, Has.Count.EqualTo(3));
        Assert.That(other.Requests.ElementAt(1).Header, Is.EqualTo(id));
    }
}
