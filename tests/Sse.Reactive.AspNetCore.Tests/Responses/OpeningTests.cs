using System.Net;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The opening of a stream: the source is subscribed to before the headers are sent.</summary>
public sealed class OpeningTests : ServerFixture
{
    [Test]
    public async Task Subscribes_before_it_sends_the_headers()
    {
        bool? isOpen = null;
        await using var server = await Server.StartAsync(app => app.MapSse("/", subscriber => Observable.Create<SseEvent>(_ =>
        {
            isOpen = subscriber.HttpContext.Response.HasStarted;
            return Disposable.Empty;
        })));

        using var response = await Http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);

        Assert.That(isOpen, Is.False, "within Subscribe");
    }

    [Test]
    public async Task Sends_what_a_source_delivers_within_Subscribe_at_once()
    {
        using var isReceived = new ManualResetEventSlim();
        var options = new SseServerOptions { ReconnectionTime = TimeSpan.FromSeconds(1) };
        await using var server = await Server.StartAsync(app => app.MapSse(
            "/",
            _ => Observable.Create<SseEvent>(observer =>
            {
                observer.OnNext(new("a"));
                observer.OnNext(new(isReceived.Wait(Deadline) ? "received" : "not received"));
                observer.OnCompleted();
                return Disposable.Empty;
            }),
            options));

        using var response = await Http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
        var lines = new List<string?>();
        while (lines.LastOrDefault() != "data: a")
        {
            lines.Add(await body.ReadLineAsync().WaitAsync(Deadline));
        }

        isReceived.Set();
        Assert.That(lines, Is.EqualTo(new[] { "retry: 1000", "data: a" }));
        Assert.That(await body.ReadToEndAsync().WaitAsync(Deadline), Is.EqualTo("\ndata: received\n\n"));
    }

    [Test]
    public async Task A_response_that_cannot_start_is_an_error_of_the_pipeline_and_unsubscribes()
    {
        using var source = new TestSource();
        await using var server = await Server.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                context.Response.OnStarting(() => throw new NotSupportedException("no headers"));
                return next(context);
            });
            app.MapSse("/", _ => source);
        });

        using var response = await Http.GetAsync(server.Uri);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        await Waiting.UntilAsync(() => !source.HasObservers, () => "The source is still subscribed to.");
    }
}
