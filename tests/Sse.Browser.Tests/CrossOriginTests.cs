using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary>A page of one origin, a stream of another: CORS composes with <c>MapSse</c> as with any endpoint.</summary>
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
    public async Task Without_CORS_a_page_of_another_origin_sees_nothing()
    {
        await using var other = await Site.StartAsync();
        await using var site = await Site.StartAsync();

        await ConnectAsync(site, other, withCredentials: false);

        await NotedAsync("error 2");
        Assert.That(await LogAsync(), Has.Length.EqualTo(1));
        Assert.That(other.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Any_origin_may_be_let_in_without_credentials_and_resumes()
    {
        await using var other = await Site.StartAsync(stream: events => events.RequireCors(policy => policy.AllowAnyOrigin()));
        await using var site = await Site.StartAsync();
        await SignInAsync(other);

        await ConnectAsync(site, other, withCredentials: false);

        await SeesAndResumesAsync(other, withCredentials: false);
        Assert.That(other.Requests.Select(r => r.Cookie), Has.All.Empty);
    }

    [Test]
    public async Task Any_origin_is_not_enough_with_credentials()
    {
        await using var other = await Site.StartAsync(stream: events => events.RequireCors(policy => policy.AllowAnyOrigin()));
        await using var site = await Site.StartAsync();

        await ConnectAsync(site, other, withCredentials: true);

        await NotedAsync("error 2");
        Assert.That(await LogAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task An_origin_by_name_may_be_let_in_with_credentials_and_resumes()
    {
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync(stream: events => events.RequireCors(policy => policy.WithOrigins(site.Url).AllowCredentials()));
        await SignInAsync(other);

        await ConnectAsync(site, other, withCredentials: true);

        await SeesAndResumesAsync(other, withCredentials: true);
        Assert.That(other.Requests.Select(r => r.Cookie), Has.All.EqualTo("who=me"));
    }

    [Test]
    public async Task Fetch_asks_first_whether_it_may_send_Last_Event_ID()
    {
        await NodeModules.RequireAsync();
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync(stream: events => events.RequireCors(policy => policy.WithOrigins(site.Url).WithHeaders("Last-Event-ID")));
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

        await NotedAsync("missed");
        Assert.That(other.Requests.Single().Header, Is.EqualTo(id));
    }

    private async Task ConnectAsync(Site site, Site other, bool withCredentials)
    {
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync(Connect, new object[] { $"{other.Url}/events", withCredentials });
    }

    private Task SignInAsync(Site other) => Profile.AddCookiesAsync([new() { Name = "who", Value = "me", Url = other.Url }]);

    private async Task SeesAndResumesAsync(Site other, bool withCredentials)
    {
        var opened = $"open {(withCredentials ? "true" : "false")}";
        await NotedAsync(opened);
        await UntilAsync(() => other.Topic.HasSubscribers, "nobody subscribed");
        var id = other.Publish("1");
        await NotedAsync($"{other.Url} 1");

        other.CutAndHold();
        await UntilAsync(() => other.Requests.Count == 2, "it did not come back");
        other.Publish("2");
        other.Admit();

        await NotedAsync($"{other.Url} 2");
        other.IsOver = true;
        other.Cut();

        await NotedAsync("error 2"); // 204
        Assert.That(await LogAsync(), Is.EqualTo(new[] { opened, $"{other.Url} 1", "error 0", opened, $"{other.Url} 2", "error 0", "error 2" }));
        Assert.That(other.Requests, Has.Count.EqualTo(3));
        Assert.That(other.Requests.ElementAt(1).Header, Is.EqualTo(id));
    }
}
