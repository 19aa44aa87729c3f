using System.Net;
using System.Reactive;
using System.Reactive.Linq;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sse.Reactive.AspNetCore.Tests.Serving;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The endpoint as clients meet it: over real sockets, with our own client where it is the client that matters.</summary>
public sealed partial class EndpointTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { Timeout = Deadline };

    public void Dispose() => _http.Dispose();

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task The_headers_leave_at_once_before_any_event(string version)
    {
        await using var server = await Server.StartAsync(
            app => app.MapSse("/", _ => Observable.Never<SseEvent>()), protocols: version == "1.1" ? HttpProtocols.Http1 : HttpProtocols.Http2);

        using var response = await Get(server, version: version);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/event-stream"));
        Assert.That(response.Headers.GetValues("Cache-Control"), Is.EqualTo(new[] { "no-cache, no-store" }).Or.EqualTo(new[] { "no-store, no-cache" }));
        Assert.That(response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
    }

    [Test]
    public async Task Response_compression_leaves_it_alone()
    {
        await using var server = await Server.StartAsync(
            app =>
            {
                app.UseResponseCompression();
                app.MapSse("/", _ => Observable.Return(new SseEvent(new string('x', 10_000))));
                app.MapGet("/other", () => Results.Text(new string('x', 10_000), "text/event-stream"));
            },
            builder => builder.Services.AddResponseCompression(o => o.MimeTypes = ["text/event-stream"]));

        using var other = await Get(server, "other", ("Accept-Encoding", "gzip, br"));
        using var response = await Get(server, "", ("Accept-Encoding", "gzip, br"));

        Assert.That(other.Content.Headers.ContentEncoding, Is.Not.Empty, "it is at work");
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("data: xxx"));
    }

    [TestCase("", "", "")]
    [TestCase("7", "", "7")]
    [TestCase("", "?lastEventId=a%20b", "a b")]
    [TestCase("7", "?lastEventId=8", "7", TestName = "The_header_goes_before_the_query")]
    public async Task The_last_event_id_comes_from_the_header_or_the_query(string header, string query, string expected)
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", s => Observable.Return(new SseEvent($"[{s.LastEventId}]"))));

        using var response = await (header.Length > 0 ? Get(server, query, ("Last-Event-ID", header)) : Get(server, query));

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo($"data: [{expected}]\n\n"));
    }

    [TestCase("%0A")]
    [TestCase("1%0D%0Adata:x")]
    [TestCase("%00")]
    public async Task An_id_that_no_event_can_have_had_is_a_bad_request(string id)
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => Observable.Empty<SseEvent>()));

        using var response = await Get(server, "?lastEventId=" + id);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task POST_is_answered_with_its_body_at_hand_and_other_methods_are_not()
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", async s =>
        {
            using var reader = new StreamReader(s.HttpContext.Request.Body);
            var question = await reader.ReadToEndAsync();
            return Observable.Return(new SseEvent(question));
        }));

        using var posted = await _http.PostAsync(server.Uri, new StringContent("question"));
        using var put = await _http.PutAsync(server.Uri, new StringContent("question"));

        Assert.That(await posted.Content.ReadAsStringAsync(), Is.EqualTo("data: question\n\n"));
        Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task No_source_is_204_and_our_client_completes()
    {
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/gone", _ => (IObservable<SseEvent>?)null);
            app.MapGet("/done", () => SseResults.DoNotReconnect);
        });

        foreach (var path in new[] { "gone", "done" })
        {
            Assert.That(await Connect(server, path).ToList().Timeout(Deadline), Is.Empty);
        }
    }

    [Test]
    public async Task Frames_may_say_all_that_a_stream_can()
    {
        var frames = new SseFrame[]
        {
            new SseFrame.Comment(" hello"), new SseFrame.Retry(TimeSpan.FromSeconds(2)), new SseFrame.Id("7"), new SseFrame.Event(new("x", "t", "8")), new SseFrame.Id(""), new SseFrame.Event(new("y")),
        };
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => frames.ToObservable()));

        using var response = await Get(server);

        Assert.That(
            await response.Content.ReadAsStringAsync(),
            Is.EqualTo(": hello\n\nretry: 2000\n\nid: 7\n\nid: 8\nevent: t\ndata: x\n\nid: \n\ndata: y\n\n"));
    }

    [Test]
    public async Task Json_is_written_on_one_line_or_on_many_and_read_back()
    {
        var indented = new MyContext(new() { WriteIndented = true }).Tick;
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/", _ => Observable.Return(new SseEvent<Tick>(new("größer\n", 1), "tick", "7")), MyContext.Default.Tick);
            app.MapGet("/indented", () => SseResults.Stream(Observable.Return(new SseEvent<Tick>(new("x", 1))), indented));
        });

        using var response = await Get(server);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("id: 7\nevent: tick\ndata: {\"Name\":\"gr\\u00F6\\u00DFer\\n\",\"Value\":1}\n\n"));
        Assert.That(await Connect(server, "indented").Json(MyContext.Default.Tick).FirstAsync().Timeout(Deadline), Is.EqualTo(new Tick("x", 1)));
    }

    [Test]
    public async Task Every_kind_of_source_is_there_at_once_or_after_a_while_and_as_a_result()
    {
        var (a, typed, frame) = (new SseEvent("1"), new SseEvent<int>(1), new SseFrame.Event(new("1")));
        var number = MyContext.Default.Int32;
        async Task<T> Later<T>(T value)
        {
            await Task.Yield();
            return value;
        }

        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/0", _ => Observable.Return(a));
            app.MapSse("/1", async _ => await Later(Observable.Return(a)));
            app.MapSse("/2", _ => Pull(a));
            app.MapSse("/3", async _ => await Later(Pull(a)));
            app.MapSse("/4", _ => Observable.Return(frame));
            app.MapSse("/5", async _ => await Later(Observable.Return<SseFrame>(frame)));
            app.MapSse("/6", _ => Observable.Return(typed), number);
            app.MapSse("/7", async _ => await Later(Observable.Return(typed)), number);
            app.MapSse("/8", _ => Pull(typed), number);
            app.MapSse("/9", async _ => await Later(Pull(typed)), number);
            app.MapGet("/10", () => SseResults.Stream(Observable.Return(a)));
            app.MapGet("/11", () => SseResults.Stream(Pull(a)));
            app.MapGet("/12", () => SseResults.Stream(Observable.Return(frame)));
            app.MapGet("/13", () => SseResults.Stream(Observable.Return(typed), number));
            app.MapGet("/14", () => SseResults.Stream(Pull(typed), number));
        });

        for (var i = 0; i < 15; i++)
        {
            using var response = await Get(server, $"{i}");
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("data: 1\n\n"), $"/{i}");
        }
    }

    [Test]
    public async Task No_source_after_a_while_is_204_of_every_kind()
    {
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/0", _ => Task.FromResult<IObservable<SseEvent>?>(null));
            app.MapSse("/1", _ => Task.FromResult<IAsyncEnumerable<SseEvent>?>(null));
            app.MapSse("/2", _ => Task.FromResult<IObservable<SseFrame>?>(null));
            app.MapSse("/3", _ => Task.FromResult<IObservable<SseEvent<Tick>>?>(null), MyContext.Default.Tick);
            app.MapSse("/4", _ => Task.FromResult<IAsyncEnumerable<SseEvent<Tick>>?>(null), MyContext.Default.Tick);
        });

        for (var i = 0; i < 5; i++)
        {
            using var response = await Get(server, $"{i}");
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), $"/{i}");
        }
    }

    [Test]
    public async Task An_async_sequence_is_cancelled_when_its_client_is_gone()
    {
        var cancelled = new TaskCompletionSource();
        async IAsyncEnumerable<SseEvent> Events([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            using var registration = cancellationToken.Register(cancelled.SetResult);
            yield return new("a");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => Events()));

        Assert.That(await Connect(server).FirstAsync().Timeout(Deadline), Is.EqualTo(new SseEvent("a")));

        await cancelled.Task.WaitAsync(Deadline);
    }

    [TestCase(HttpProtocols.Http1)]
    [TestCase(HttpProtocols.Http2)]
    public async Task A_client_that_closes_is_unsubscribed(HttpProtocols protocols)
    {
        using var source = new Feed();
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => source), protocols: protocols);
        using (var response = await Get(server, version: protocols == HttpProtocols.Http1 ? "1.1" : "2.0"))
        {
            await Waiting.Until(() => source.HasObservers, () => "nobody subscribes");
        }

        await Waiting.Until(() => !source.HasObservers, () => "still subscribed");
    }

    [Test]
    public async Task An_error_of_the_source_is_logged_and_our_client_comes_back_for_the_rest()
    {
        using var lines = new Lines();
        await using var server = await Server.StartAsync(
            app => app.MapSse(
                "/",
                s => s.LastEventId.Length == 0
                    ? Observable.Return(new SseEvent("a", LastEventId: "1")).Concat(Observable.Throw<SseEvent>(new FormatException("no")))
                    : Observable.Return(new SseEvent("b after " + s.LastEventId, LastEventId: "2")),
                new() { ReconnectionTime = TimeSpan.FromMilliseconds(1) }),
            builder => builder.Logging.AddProvider(lines));

        var seen = await Connect(server).Take(2).Select(e => e.Data).ToList().Timeout(Deadline);

        Assert.That(seen, Is.EqualTo(new[] { "a", "b after 1" }));
        Assert.That(lines.All[0].Level, Is.EqualTo(LogLevel.Error));
        Assert.That(lines.All[0].Error, Is.InstanceOf<FormatException>());
    }

    [Test]
    public async Task What_the_function_throws_is_the_pipelines_to_answer()
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", IObservable<SseEvent>? (_) => throw new FormatException()));

        using var response = await Get(server);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
    }

    [Test]
    public async Task A_client_that_may_not_gets_nothing_of_the_replay_nor_is_its_source_asked_for()
    {
        var isAsked = false;
        var topic = new SseTopic("secrets", new() { ReplayFromOldest = true });
        var id = topic.Publish(new("secret"));
        topic.Publish(new("another"));
        var limits = new SseConnectionLimits { MaxConnections = 1 };
        await using var server = await Server.StartAsync(
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                var stream = app.MapSse(
                    "/",
                    s =>
                    {
                        isAsked = true;
                        return topic.After(s.LastEventId);
                    },
                    new() { Limits = limits });
                stream.RequireAuthorization();
            },
            builder =>
            {
                builder.Services.AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, Nobody>("none", null);
                builder.Services.AddAuthorization();
            });

        using var response = await Get(server, "", ("Last-Event-ID", id));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.Empty);
        Assert.That(isAsked, Is.False);
        Assert.That(topic.HasSubscribers, Is.False);
        Assert.That(limits.Connections, Is.Zero, "nor has it taken another's place");
    }

    [Test]
    public async Task Cors_and_rate_limiting_compose()
    {
        await using var server = await Server.StartAsync(
            app =>
            {
                app.UseCors();
                app.UseRateLimiter();
                app.MapSse("/", _ => Observable.Never<SseEvent>()).RequireCors(p => p.WithOrigins("http://a")).RequireRateLimiting("one");
            },
            builder =>
            {
                builder.Services.AddCors();
                builder.Services.AddRateLimiter(o => Microsoft.AspNetCore.RateLimiting.RateLimiterOptionsExtensions.AddConcurrencyLimiter(o, "one", l => l.PermitLimit = 1));
            });

        using var first = await Get(server, "", ("Origin", "http://a"));
        using var second = await Get(server);

        Assert.That(first.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "http://a" }));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task Api_descriptions_name_the_content_type()
    {
        await using var server = await Server.StartAsync(
            app =>
            {
                app.MapSse("/mapped", _ => Observable.Never<SseEvent>());
                app.MapGet("/result", () => SseResults.Stream(Observable.Never<SseEvent>()));
            },
            builder => builder.Services.AddEndpointsApiExplorer());

        var descriptions = server.App.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items.SelectMany(g => g.Items);

        Assert.That(
            descriptions.Select(d => $"{d.HttpMethod} {d.RelativePath} {string.Join(' ', d.SupportedResponseTypes.Select(t => $"{t.StatusCode} {string.Join(' ', t.ApiResponseFormats.Select(f => f.MediaType))}"))}".Trim()),
            Is.EquivalentTo(new[] { "GET mapped 200 text/event-stream 204  503 text/plain", "POST mapped 200 text/event-stream 204  503 text/plain", "GET result 200 text/event-stream 503 text/plain" }));
    }

    [Test]
    public async Task A_controller_may_return_it()
    {
        await using var server = await Server.StartAsync(
            app => app.MapControllers(), builder => builder.Services.AddControllers().AddApplicationPart(typeof(StreamController).Assembly));

        Assert.That(await Connect(server, "stream").FirstAsync().Timeout(Deadline), Is.EqualTo(new SseEvent("from a controller")));
    }

    [Test]
    public async Task A_topic_is_resumed_by_our_client_across_a_cut()
    {
        var topic = new SseTopic("t", new() { ReplayFromOldest = true });
        var ids = Enumerable.Range(1, 10).Select(i => topic.Publish(new($"{i}"))).ToList();
        var requests = 0;
        await using var server = await Server.StartAsync(app => app.MapSse(
            "/",
            s => topic.After(s.LastEventId).Take(++requests == 1 ? 4 : 100),
            new() { ReconnectionTime = TimeSpan.FromMilliseconds(1) }));

        var seen = await Connect(server).Take(10).ToList().Timeout(Deadline);

        Assert.That(seen.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, 10).Select(i => $"{i}")));
        Assert.That(seen.Select(e => e.LastEventId), Is.EqualTo(ids));
        Assert.That(requests, Is.EqualTo(2));
    }

    [Test]
    public async Task What_a_topic_no_longer_holds_is_a_gap_at_our_client_and_no_event()
    {
        var topic = new SseTopic("t", new() { MaxEvents = 3 });
        var ids = Enumerable.Range(1, 10).Select(i => topic.Publish(new($"{i}"))).ToList();
        await using var server = await Server.StartAsync(app => app.MapSse("/", s => topic.After(s.LastEventId)));
        var gaps = new List<SseGap>();

        var seen = await SseObservable.Connect(server.Uri, new() { LastEventId = ids[1] }).WithoutGaps(gaps.Add).Take(3).Select(e => e.Data).ToList().Timeout(Deadline);

        Assert.That(seen, Is.EqualTo(new[] { "8", "9", "10" }));
        Assert.That(gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, 5, ids[1]) }));
    }

    [Test]
    public async Task A_socket_that_stops_reading_holds_up_nobody_and_its_stream_ends_behind_what_waited()
    {
        using var source = new Feed();
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => source, new() { MaxQueuedMessages = 10 }));
        using var stopped = await server.Ask("/");
        await Waiting.Until(() => source.HasObservers, () => "nobody subscribes");
        var received = 0;
        using var reading = Connect(server).Subscribe(
            e =>
            {
                Interlocked.Increment(ref received);
                Waiting.Look();
            },
            _ => { });
        await Waiting.Until(() =>
        {
            source.OnNext(new("probe"));
            return Volatile.Read(ref received) > 0;
        }, () => "the reader does not read");

        // More than the stopped one's socket buffers, response buffer and outbox hold, at a pace that the reader keeps.
        var data = new string('x', 64 * 1024);
        for (var i = 0; i < 400; i++)
        {
            var before = Volatile.Read(ref received);
            source.OnNext(new(data));
            await Waiting.Until(() => Volatile.Read(ref received) > before, () => "the reader is held up");
        }

        var drained = new byte[64 * 1024];
        var all = 0L;
        var tail = "";
        while (!tail.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)) // the last chunk: the response is complete
        {
            var count = await stopped.GetStream().ReadAsync(drained).AsTask().WaitAsync(Deadline);
            Assert.That(count, Is.Positive, "reset, or closed in mid-stream");
            all += count;
            tail = (tail + System.Text.Encoding.ASCII.GetString(drained, 0, count))[^Math.Min(7, tail.Length + count)..];
        }

        Assert.That(all, Is.LessThan(399L * data.Length));
    }

    [Test]
    public async Task A_peer_that_acknowledges_nothing_is_given_up_by_tcp_after_the_write_timeout()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Reads the option as Linux numbers it.");
        }

        var milliseconds = new TaskCompletionSource<int>();
        await using var server = await Server.StartAsync(app => app.MapSse("/", s =>
        {
            var socket = s.HttpContext.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionSocketFeature>()!.Socket;
            return Observable.Defer(() =>
            {
                var value = new byte[4];
                socket.GetRawSocketOption(6, 18, value);
                milliseconds.SetResult(BitConverter.ToInt32(value));
                return Observable.Empty<SseEvent>();
            });
        }, new() { WriteTimeout = TimeSpan.FromSeconds(12) }));

        using var response = await Get(server);

        Assert.That(await milliseconds.Task.WaitAsync(Deadline), Is.EqualTo(12_000));
    }

    private static IObservable<SseEvent> Connect(Server server, string path = "") =>
        SseObservable.Connect(new Uri(server.Uri, path), new() { Jitter = 0 });

    private async Task<HttpResponseMessage> Get(Server server, string path = "", (string Name, string Value) header = default, string version = "1.1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Uri, path)) { Version = new(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (header.Name is not null)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async IAsyncEnumerable<T> Pull<T>(T value)
    {
        await Task.Yield();
        yield return value;
    }

    public sealed record Tick(string Name, int Value);

    [JsonSerializable(typeof(Tick))]
    [JsonSerializable(typeof(int))]
    public sealed partial class MyContext : JsonSerializerContext;

    private sealed class Nobody(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}

[ApiController]
[Route("stream")]
public class StreamController : ControllerBase
{
    [HttpGet]
    public IResult Get() => SseResults.Stream(Observable.Return(new SseEvent("from a controller")));
}
