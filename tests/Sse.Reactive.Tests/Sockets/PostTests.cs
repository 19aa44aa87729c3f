using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>A POST is sent once, whatever the platform's handler does.</summary>
public class PostTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private int _posts;

    [SetUp]
    public void SetUp() => _posts = 0;

    [Test]
    public async Task The_handler_does_not_resend_a_POST_without_a_body_on_a_closed_connection()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                Interlocked.Increment(ref _posts);
                context.Abort();
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }

            return Task.CompletedTask;
        });
        await SseObservable.Connect(server.Uri).LastOrDefaultAsync().ToTask().WaitAsync(Deadline); // leaves a connection in the pool

        var error = await Assert.ThrowsAsync<SseConnectionException>(() => Post(server.Uri, null, new()));

        Assert.That(error!.Message, Does.Contain("not safe to resend"));
        Assert.That(_posts, Is.EqualTo(1));
    }

    [Test]
    public async Task A_request_cancelled_during_its_body_counts_as_sent()
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            Interlocked.Increment(ref _posts);
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        });

        var error = await Assert.ThrowsAsync<SseConnectionException>(() => Post(server.Uri, new TornContent(), new()));

        Assert.That(error!.Message, Does.Contain("not safe to resend").And.Not.Contain("No connection"));
    }

    [Test]
    public async Task A_POST_omits_an_ID_that_a_given_client_rejects()
    {
        using var client = new HttpClient();
        await using var server = await EventServer.StartAsync(context =>
        {
            Interlocked.Increment(ref _posts);
            return EventServer.SendAsync(context.Response, "data: a\n\n");
        });

        var signals = await SseObservable
            .Signals(
                server.Uri,
                new()
                {
                    HttpClient = client,
                    LastEventId = "\u00E91",
                    RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, (Uri?)null)),
                })
            .ToList().ToTask().WaitAsync(Deadline);

        Assert.That(signals.OfType<SseSignal.LastEventIdOmitted>().Count(), Is.EqualTo(1));
        Assert.That(signals.OfType<SseSignal.Event>().Count(), Is.EqualTo(1));
        Assert.That(_posts, Is.EqualTo(1));
    }

    [Test]
    [NotForNetStandard("Its handler supports gzip and deflate only.")]
    public async Task Truncated_Brotli_data_is_a_lost_connection()
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(async context =>
        {
            if (++requests > 1)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.ContentEncoding = "br";
            await context.Response.Body.WriteAsync(Enumerable.Repeat((byte)0xFF, 200).ToArray());
        });

        var signals = await SseObservable.Signals(server.Uri, new() { ReconnectionTime = TimeSpan.Zero })
            .ToList().ToTask().WaitAsync(Deadline);

        Assert.That(signals.OfType<SseSignal.Disconnected>().Single().Cause, Is.TypeOf<InvalidOperationException>());
        Assert.That(signals[^1], Is.TypeOf<SseSignal.Ended>());
    }

    private static Task<IList<SseSignal>> Post(Uri uri, HttpContent? content, SseOptions options) => SseObservable
        .Signals(
            uri,
            options with
            {
                ReconnectionTime = TimeSpan.Zero,
                RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = content }),
            })
        .ToList().ToTask().WaitAsync(Deadline);

    /// <summary>Relays a source that times out, with the exception that an <see cref="HttpClient"/> throws.</summary>
    private sealed class TornContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[100]);
            await stream.FlushAsync();
            throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout.", new TimeoutException());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 200;
            return true;
        }
    }
}
