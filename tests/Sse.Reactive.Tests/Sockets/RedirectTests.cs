using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>Redirects of the built-in client: followed as Fetch does, without sending credentials to another origin.</summary>
public class RedirectTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [TestCase(301, "GET", "GET")]
    [TestCase(302, "GET", "GET")]
    [TestCase(303, "GET", "GET")]
    [TestCase(307, "GET", "GET")]
    [TestCase(308, "GET", "GET")]
    [TestCase(301, "POST", "GET")]
    [TestCase(302, "POST", "GET")]
    [TestCase(303, "POST", "GET")]
    [TestCase(307, "POST", "POST question")]
    [TestCase(308, "POST", "POST question")]
    [TestCase(303, "PUT", "GET")]
    [TestCase(302, "PUT", "PUT question")]
    public async Task Follows_a_redirect(int status, string method, string expected)
    {
        await using var server = await EventServer.StartAsync(
            context => context.Request.Path == "/place" ? Tell(context) : Redirect(context, status, "/place"));
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage(new(method), server.Uri)
            {
                Content = method == "GET" ? null : new StringContent("question"),
                Headers = { { "Authorization", "Bearer key" } },
            }),
        };

        var (opened, told) = await First(server.Uri, options);

        Assert.That(opened.Uri!.AbsolutePath, Is.EqualTo("/place"));
        Assert.That(told, Does.StartWith(expected + " |"));
        Assert.That(told, Does.Contain("Authorization"), "within its origin, a credential stays");
    }

    [Test]
    public async Task The_last_event_ID_in_the_query_is_added_to_a_permanent_target_once()
    {
        var queries = new ConcurrentQueue<string>();
        await using var server = await EventServer.StartAsync(context =>
        {
            queries.Enqueue(context.Request.Path + context.Request.QueryString);
            context.Response.ContentType = "text/event-stream";
            return context.Request.Path == "/place"
                ? context.Response.WriteAsync($"retry: 1\nid: {queries.Count}\ndata: x\n\n")
                : Redirect(context, 308, "/place" + context.Request.QueryString);
        });
        var options = new SseOptions { LastEventId = "0", LastEventIdParameter = "lastEventId", Jitter = 0 };

        await SseObservable.Connect(server.Uri, options).Take(3).ToTask().WaitAsync(Deadline);

        Assert.That(queries, Is.EqualTo(new[]
        {
            "/?lastEventId=0", "/place?lastEventId=0", "/place?lastEventId=2", "/place?lastEventId=3",
        }));
    }

    [Test]
    public async Task Credentials_are_not_sent_to_another_origin()
    {
        await using var other = await EventServer.StartAsync(Tell);
        await using var server = await EventServer.StartAsync(context => Redirect(context, 302, other.Uri.ToString()));
        var options = new SseOptions
        {
            SensitiveHeaders = ["x-api-key"],
            LastEventId = "7",
            RequestFactory = (_, _) =>
            {
                var request = new HttpRequestMessage();
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer key");
                request.Headers.TryAddWithoutValidation("Cookie", "session=1");
                request.Headers.TryAddWithoutValidation("X-Api-Key", "key");
                request.Headers.TryAddWithoutValidation("X-Harmless", "1");
                return new(request);
            },
        };

        var (opened, told) = await First(server.Uri, options);

        Assert.That(opened.Uri!.Port, Is.EqualTo(other.Uri.Port));
        Assert.That(told, Is.EqualTo("GET | Accept Cache-Control Last-Event-ID X-Harmless"));
    }

    [TestCase(301, "/ /new /new")]
    [TestCase(308, "/ /new /new")]
    [TestCase(302, "/ /new / /new")]
    [TestCase(307, "/ /new / /new")]
    public async Task A_reconnect_after_a_permanent_redirect_goes_to_the_new_URL(int status, string expected)
    {
        var asked = new List<string>();
        await using var server = await EventServer.StartAsync(context =>
        {
            asked.Add(context.Request.Path);
            return context.Request.Path == "/new"
                ? EventServer.SendAsync(context.Response, "retry: 100\ndata: x\n\n")
                : Redirect(context, status, "/new");
        });

        await SseObservable.Connect(server.Uri).Take(2).ToTask().WaitAsync(Deadline);

        Assert.That(string.Join(' ', asked), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_permanent_redirect_to_another_origin_is_remembered_without_the_credentials()
    {
        await using var other = await EventServer.StartAsync(Tell);
        var asked = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            asked++;
            return Redirect(context, 308, other.Uri.ToString());
        });
        var options = new SseOptions
        {
            ReconnectionTime = TimeSpan.FromMilliseconds(100),
            RequestFactory = (_, _) => new(new HttpRequestMessage { Headers = { { "Authorization", "Bearer key" } } }),
        };

        var events = await SseObservable.Connect(server.Uri, options).Take(2).ToList().ToTask().WaitAsync(Deadline);

        Assert.That(asked, Is.EqualTo(1));
        Assert.That(events.Select(e => e.Data), Has.All.EqualTo("GET | Accept Cache-Control"));
    }

    [Test]
    public async Task A_redirect_loop_fails()
    {
        var asked = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            asked++;
            return Redirect(context, 302, "/again");
        });

        var error = await Assert.ThrowsAsync<SseResponseException>(() => SseObservable.Connect(server.Uri).ToTask().WaitAsync(Deadline));

        Assert.That(error!.StatusCode, Is.EqualTo(302));
        Assert.That(asked, Is.EqualTo(21));
    }

    [TestCase(303)]
    [TestCase(307)]
    public async Task A_POST_redirected_to_a_closed_port_is_not_sent_again(int status)
    {
        var asked = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            asked++;
            return Redirect(context, status, "http://127.0.0.1:1/");
        });
        var options = new SseOptions
        {
            ReconnectionTime = TimeSpan.Zero,
            RequestFactory = (_, _) => new(new HttpRequestMessage { Method = HttpMethod.Post, Content = new StringContent("question") }),
        };

        var error = await Assert.ThrowsAsync<SseConnectionException>(
            () => SseObservable.Connect(server.Uri, options).ToTask().WaitAsync(Deadline));

        Assert.That(error!.InnerException, Is.TypeOf<HttpRequestException>());
        Assert.That(asked, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_that_drops_the_body_drops_its_headers()
    {
        await using var server = await EventServer.StartAsync(
            context => context.Request.Path == "/place" ? Tell(context) : Redirect(context, 303, "/place"));
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage
            {
                Method = HttpMethod.Post,
                Content = new StringContent("question"),
                Headers = { TransferEncodingChunked = true },
            }),
        };

        var (_, told) = await First(server.Uri, options);

        Assert.That(told, Is.EqualTo("GET | Accept Cache-Control"));
    }

    [Test]
    public async Task A_permanent_redirect_of_a_POST_to_a_GET_is_not_remembered()
    {
        var asked = new List<string>();
        await using var server = await EventServer.StartAsync(context =>
        {
            asked.Add($"{context.Request.Method} {context.Request.Path}");
            return context.Request.Path == "/answer"
                ? EventServer.SendAsync(context.Response, "retry: 100\ndata: x\n\n")
                : Redirect(context, 301, "/answer");
        });
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage { Method = HttpMethod.Post, Content = new StringContent("question") }),
            CanResend = (_, _) => true,
        };

        await SseObservable.Connect(server.Uri, options).Take(2).ToTask().WaitAsync(Deadline);

        Assert.That(asked, Is.EqualTo(new[] { "POST /", "GET /answer", "POST /", "GET /answer" }));
    }

    [TestCase("ftp://127.0.0.1/", "status 302, a redirect to the scheme 'ftp', which is not followed.")]
    [TestCase("//", "status 302, a redirect")]
    [TestCase("", "status 302, a redirect without a Location header.")]
    [TestCase("/again?token=s3cret", "one redirect too many: the next one leads to http://127.0.0.1")]
    public async Task A_redirect_that_cannot_be_followed_says_why(string location, string reason)
    {
        await using var server = await EventServer.StartAsync(context => Redirect(context, 302, location));

        var error = await Assert.ThrowsAsync<SseResponseException>(() => SseObservable.Connect(server.Uri).ToTask().WaitAsync(Deadline));

        Assert.That(error!.Message, Does.Contain(reason).And.Not.Contain("s3cret"));
    }

    [Test]
    public async Task A_target_that_refuses_the_connection_is_the_URL_of_the_error()
    {
        var target = new Uri($"http://127.0.0.1:{UnusedPort()}/target");
        await using var server = await EventServer.StartAsync(context => Redirect(context, 302, $"{target}?token=s3cret"));

        var error = await Assert.ThrowsAsync<SseConnectionException>(
            () => SseObservable.Connect(server.Uri, new() { ReconnectPolicy = SseReconnect.Never }).ToTask().WaitAsync(Deadline));

        Assert.That(error!.Message, Does.Contain($" to {target} was not retried").And.Not.Contain("s3cret"));
        Assert.That(error.Uri!.Port, Is.EqualTo(target.Port));
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(SseSignal.Opened Opened, string Told)> First(Uri uri, SseOptions options)
    {
        var signals = await SseObservable.Signals(uri, options).TakeUntil(s => s is SseSignal.Event).ToList().ToTask().WaitAsync(Deadline);
        return (signals.OfType<SseSignal.Opened>().Single(), ((SseSignal.Event)signals[^1]).Value.Data);
    }

    private static Task Redirect(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        if (location.Length > 0)
        {
            context.Response.Headers.Location = location;
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends an event with the request's method, body and header names.</summary>
    private static async Task Tell(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.Select(h => h.Key)
            .Except(["Host", "Content-Length", "Content-Type", "Accept-Encoding", "traceparent"])
            .Order(StringComparer.Ordinal);
        await EventServer.SendAsync(
            context.Response, $"data: {$"{context.Request.Method} {body}".Trim()} | {string.Join(' ', headers)}\n\n");
    }
}
