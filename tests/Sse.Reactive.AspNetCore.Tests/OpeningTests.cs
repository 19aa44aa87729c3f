using System.Net;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Sse.Reactive.AspNetCore.Tests.Serving;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>What comes first: the place in the source, or the headers.</summary>
public sealed class OpeningTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { Timeout = Deadline };

    public void Dispose() => _http.Dispose();

    [Test]
    public async Task A_client_that_sees_the_stream_open_has_its_place()
    {
        bool? isOpen = null;
        await using var server = await Server.StartAsync(app => app.MapSse("/", subscriber => Observable.Create<SseEvent>(_ =>
        {
            isOpen = subscriber.HttpContext.Response.HasStarted;
            return Disposable.Empty;
        })));

        using var response = await _http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);

        Assert.That(isOpen, Is.False, "while the source is subscribed to");
    }

    [Test]
    public async Task A_source_that_delivers_while_it_is_subscribed_to_is_heard_meanwhile()
    {
        using var isHeard = new ManualResetEventSlim();
        var options = new SseServerOptions { ReconnectionTime = TimeSpan.FromSeconds(1) };
        await using var server = await Server.StartAsync(app => app.MapSse(
            "/",
            _ => Observable.Create<SseEvent>(observer =>
            {
                observer.OnNext(new("a"));
                observer.OnNext(new(isHeard.Wait(Deadline) ? "heard" : "not heard"));
                observer.OnCompleted();
                return Disposable.Empty;
            }),
            options));

        using var response = await _http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
        var lines = new List<string?>();
        while (lines.LastOrDefault() != "data: a")
        {
            lines.Add(await body.ReadLineAsync().WaitAsync(Deadline));
        }

        isHeard.Set();
        Assert.That(lines, Is.EqualTo(new[] { "retry: 1000", "", "data: a" }));
        Assert.That(await body.ReadToEndAsync().WaitAsync(Deadline), Is.EqualTo("\ndata: heard\n\n"));
    }

    [Test]
    public async Task A_response_that_cannot_start_is_the_pipelines_error_and_its_source_is_unsubscribed_from()
    {
        using var source = new Feed();
        await using var server = await Server.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                context.Response.OnStarting(() => throw new NotSupportedException("no headers today"));
                return next(context);
            });
            app.MapSse("/", _ => source);
        });

        using var response = await _http.GetAsync(server.Uri);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        await Waiting.Until(() => !source.HasObservers, () => "it is subscribed to still");
    }
}
