using System.Net;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>How endpoints answer requests: status, headers, methods and last event IDs.</summary>
public sealed class EndpointTests : ServerFixture
{
    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task Sends_the_headers_before_any_event(string version)
    {
        await using var server = await Server.StartAsync(
            app => app.MapSse("/", _ => Observable.Never<SseEvent>()),
            protocols: version == "1.1" ? HttpProtocols.Http1 : HttpProtocols.Http2);

        using var response = await GetAsync(server, version: version);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/event-stream"));
        Assert.That(response.Headers.CacheControl, Has.Property("NoCache").True.And.Property("NoStore").True);
        Assert.That(response.Headers.CacheControl, Has.Property("NoTransform").True, "webpack-dev-server would compress, and buffer");
        Assert.That(response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
    }

    [TestCase("", "", "")]
    [TestCase("7", "", "7")]
    [TestCase("", "?lastEventId=a%20b", "a b")]
    [TestCase("7", "?lastEventId=8", "7", TestName = "The_header_takes_precedence_over_the_query")]
    public async Task Reads_the_last_event_ID_from_the_header_or_the_query(string header, string query, string expected)
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", s => Observable.Return($"[{s.LastEventId}]")));

        var text = await ReadAsync(server, query, header.Length > 0 ? ("Last-Event-ID", header) : default);

        Assert.That(text, Is.EqualTo($"data: [{expected}]\n\n"));
    }

    [TestCase("%0A")]
    [TestCase("1%0D%0Adata:x")]
    [TestCase("%00")]
    public async Task Answers_400_for_a_last_event_ID_that_no_event_can_have_had(string id)
    {
        var isAsked = false;
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/mapped", _ =>
            {
                isAsked = true;
                return Observable.Empty<SseEvent>();
            });
            app.MapGet("/result", () => SseResults.Stream(Observable.Empty<SseEvent>()));
        });

        foreach (var path in new[] { "mapped", "result" })
        {
            using var response = await GetAsync(server, $"{path}?lastEventId={id}");

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), path);
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/plain"));
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("A last event ID cannot contain CR, LF or U+0000."));
        }

        Assert.That(isAsked, Is.False);
    }

    [Test]
    public async Task A_result_answers_a_POST()
    {
        await using var server = await Server.StartAsync(app => app.MapPost("/", (HttpRequest request) =>
            SseResults.Stream(Observable.FromAsync(async () =>
            {
                using var reader = new StreamReader(request.Body);
                return await reader.ReadToEndAsync();
            }))));

        using var posted = await Http.PostAsync(server.Uri, new StringContent("question"));

        Assert.That(await posted.Content.ReadAsStringAsync(), Is.EqualTo(":\ndata: question\n\n"));
    }

    [TestCase("gone", HttpStatusCode.NoContent)]
    [TestCase("gone?lastEventId=%0A", HttpStatusCode.BadRequest)]
    [TestCase("result?lastEventId=%0A", HttpStatusCode.BadRequest)]
    [TestCase("bound?lastEventId=%0A", HttpStatusCode.BadRequest)]
    public async Task No_answer_may_be_stored(string path, HttpStatusCode status)
    {
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/gone", _ => (IObservable<SseEvent>?)null);
            app.MapGet("/result", () => SseResults.Stream(Observable.Empty<SseEvent>()));
            app.MapGet("/bound", (SseSubscriber _) => SseResults.Stream(Observable.Empty<SseEvent>()));
        });

        using var response = await GetAsync(server, path);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Headers.CacheControl?.ToString(), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task No_source_answers_204_and_the_client_completes()
    {
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/gone", _ => (IObservable<SseEvent>?)null);
            app.MapGet("/done", () => TypedResults.NoContent());
        });

        foreach (var path in new[] { "gone", "done" })
        {
            Assert.That(await Connect(server, path).ToList().Timeout(Deadline), Is.Empty);
        }
    }

    [Test]
    public async Task An_exception_of_the_source_function_is_answered_by_the_pipeline()
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", IObservable<SseEvent>? (_) => throw new FormatException()));

        using var response = await GetAsync(server);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
    }

    [Test]
    public async Task An_error_of_the_source_is_logged_and_the_client_resumes()
    {
        using var logs = new LogRecorder();
        await using var server = await Server.StartAsync(
            app => app.MapSse(
                "/",
                s => s.LastEventId.Length == 0
                    ? Observable.Return(new SseEvent("a", LastEventId: "1")).Concat(Observable.Throw<SseEvent>(new FormatException("no")))
                    : Observable.Return(new SseEvent("b after " + s.LastEventId, LastEventId: "2")),
                new() { ReconnectionTime = TimeSpan.FromMilliseconds(1) }),
            builder => builder.Logging.AddProvider(logs));

        var received = await Connect(server).Take(2).Select(e => e.Data).ToList().Timeout(Deadline);

        Assert.That(received, Is.EqualTo(new[] { "a", "b after 1" }));
        Assert.That(logs.Entries[0].Level, Is.EqualTo(LogLevel.Error));
        Assert.That(logs.Entries[0].Error, Is.InstanceOf<FormatException>());
    }

    [TestCase(HttpProtocols.Http1)]
    [TestCase(HttpProtocols.Http2)]
    public async Task Unsubscribes_when_the_client_closes(HttpProtocols protocols)
    {
        using var source = new TestSource();
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => source), protocols: protocols);
        using (var response = await GetAsync(server, version: protocols == HttpProtocols.Http1 ? "1.1" : "2.0"))
        {
            await Waiting.UntilAsync(() => source.HasObservers, () => "The source was not subscribed to.");
        }

        await Waiting.UntilAsync(() => !source.HasObservers, () => "The source is still subscribed to.");
    }
}
