using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams end when the authentication of their request expires, with the platform's cookie authentication.</summary>
public sealed class AuthenticationExpirationTests : ServerFixture
{
    private TestScheduler _scheduler = null!;
    private SseTopic _topic = null!;

    [SetUp]
    public void SetUp()
    {
        (_scheduler, _topic) = (new(), new("t"));
        _scheduler.AdvanceTo(DateTimeOffset.UtcNow.Ticks);
    }

    [TestCase("/mapped")]
    [TestCase("/result")]
    public async Task A_stream_ends_with_the_ticket_that_opened_it(string path)
    {
        var options = new SseServerOptions { CloseOnAuthenticationExpiration = true, ReconnectionTime = TimeSpan.FromSeconds(1) };
        await using var server = await StartAsync(options);
        using var cookies = new HttpClientHandler();
        using var client = new HttpClient(cookies) { BaseAddress = server.Uri };
        await client.GetAsync("/sign-in?minutes=60");

        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync();
        var reasons = new ConcurrentBag<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "sse.server.disconnects")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reasons.Add(tags.ToArray().ToDictionary()["sse.reason"]));
        listener.Start();
        _scheduler.AdvanceBy(TimeSpan.FromMinutes(59).Ticks);
        Assert.That(reading.IsCompleted, Is.False);
        _scheduler.AdvanceBy(TimeSpan.FromMinutes(1).Ticks);

        Assert.That(await reading.WaitAsync(Deadline), Does.Match("\nretry: (1[0-9]{3}|2000)\n$"));
        Assert.That(reasons, Does.Contain("authentication_expired"));
        await client.GetAsync("/sign-out");
        using var refused = await client.GetAsync(path);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase(false, 60, TestName = "A_stream_outlives_its_ticket_by_default")]
    [TestCase(true, 60 * 24 * 365, TestName = "A_ticket_that_is_valid_for_longer_than_a_timer_sets_none")]
    public async Task Does_not_end(bool closes, int minutes)
    {
        await using var server = await StartAsync(new() { CloseOnAuthenticationExpiration = closes });
        using var cookies = new HttpClientHandler();
        using var client = new HttpClient(cookies) { BaseAddress = server.Uri };
        await client.GetAsync($"/sign-in?minutes={minutes}");

        using var response = await client.GetAsync("/mapped", HttpCompletionOption.ResponseHeadersRead);
        _scheduler.AdvanceBy(TimeSpan.FromDays(2).Ticks);

        Assert.That(_topic.SubscriberCount, Is.EqualTo(1));
    }

    [Test]
    public async Task An_anonymous_stream_does_not_end()
    {
        var options = new SseServerOptions { CloseOnAuthenticationExpiration = true, Scheduler = _scheduler, HeartbeatInterval = null };
        using var source = new TestSource();
        using var client = await FakeClient.OpenAsync(source, options);

        _scheduler.AdvanceBy(TimeSpan.FromDays(10).Ticks);

        Assert.That(source.HasObservers);
    }

    private Task<Server> StartAsync(SseServerOptions options) => Server.StartAsync(
        app =>
        {
            options = options with { Scheduler = _scheduler, HeartbeatInterval = null };
            app.UseAuthentication();
            app.UseAuthorization();
            var user = new ClaimsPrincipal(new ClaimsIdentity([new("name", "alice")], "cookie"));
            app.MapGet("/sign-in", (int minutes, HttpContext context) =>
                context.SignInAsync(user, new AuthenticationProperties { ExpiresUtc = _scheduler.Now.AddMinutes(minutes) }));
            app.MapGet("/sign-out", (HttpContext context) => context.SignOutAsync());
            app.MapSse("/mapped", _topic, options).RequireAuthorization();
            app.MapGet("/result", () => SseResults.Stream(_topic, options)).RequireAuthorization();
        },
        builder =>
        {
            builder.Services.AddAuthorization();
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(
                cookie => cookie.Events.OnRedirectToLogin = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return Task.CompletedTask;
                });
        });
}
