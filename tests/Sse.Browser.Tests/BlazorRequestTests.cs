using System.Collections.Concurrent;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Browser.Tests;

/// <summary>What this client sends from WebAssembly to a server of another origin.</summary>
public class BlazorRequestTests : PageFixture
{
    private const string Id = "naïve/✓ 1&2=3";

    private readonly ConcurrentQueue<StreamRequest> _requests = new();
    private readonly ConcurrentQueue<string> _methods = new();
    private readonly ConcurrentQueue<string> _cacheControls = new();

    [Test]
    public async Task A_policy_that_allows_origins_alone_is_enough_and_costs_no_preflight()
    {
        await ResumeAsync(policy => policy.AllowAnyOrigin(), "query");

        Assert.That(_methods, Has.All.EqualTo("GET"));
        Assert.That(_cacheControls, Has.All.EqualTo("no-cache")); // fetch's cache mode no-store sends it
        Assert.That(_requests.Select(r => r.LastEventId).Take(2), Is.EqualTo(new[] { "", Id }));
        Assert.That(_requests.Select(r => r.Header), Has.All.Empty);
    }

    [Test]
    public async Task The_header_is_sent_in_UTF_8_where_the_policy_allows_it()
    {
        await ResumeAsync(policy => policy.AllowAnyOrigin().WithHeaders("Last-Event-ID"), "header");

        Assert.That(_methods, Does.Contain("OPTIONS"));
        Assert.That(_requests.Select(r => r.Header).Take(2), Is.EqualTo(new[] { "", Id }));
        Assert.That(_requests.Select(r => r.Query), Has.All.Empty);
    }

    private async Task ResumeAsync(Action<CorsPolicyBuilder> allow, string id)
    {
        await using var sample = await BlazorSample.StartAsync();
        await using var site = await Site.StartAsync(
            build: builder => builder.Services.AddSingleton<IStartupFilter>(new MethodRecorder(_methods)),
            map: (app, site) => Map(app, site, allow));

        await Page.GotoAsync($"{sample.Uri}webassembly?from={site.Url}/&id={id}");
        await WaitForReceivedAsync(1);
        site.Cut();
        await WaitForReceivedAsync(2);
    }

    private async Task WaitForReceivedAsync(int count) =>
        await Page.WaitForFunctionAsync("count => document.querySelector('#received')?.textContent === `${count}`", count);

    /// <summary>Each connection receives one price with the same ID, and nothing after it.</summary>
    private void Map(WebApplication app, Site site, Action<CorsPolicyBuilder> allow)
    {
        app.MapSse("/prices", subscriber =>
        {
            _requests.Enqueue(StreamRequest.From(subscriber));
            _cacheControls.Enqueue(subscriber.HttpContext.Request.Headers.CacheControl.ToString());
            site.AbortOnCut(subscriber);
            return Observable.Never<SseEvent>().StartWith(new SseEvent("""{"symbol":"A","value":1}""", "price", Id));
        }, new() { ReconnectionTime = TimeSpan.FromMilliseconds(100) }).RequireCors(allow);
    }

    /// <summary>Records the methods of all requests, before CORS answers those of preflights.</summary>
    private sealed class MethodRecorder(ConcurrentQueue<string> methods) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                methods.Enqueue(context.Request.Method);
                return following(context);
            });
            next(app);
        };
    }
}
