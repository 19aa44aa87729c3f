using System.Collections.Concurrent;
using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/http.md, compiled and run. Each region is one snippet.</summary>
public class HttpSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private readonly ConcurrentQueue<string> _requests = new();

    [SetUp]
    public void SetUp() => _requests.Clear();

    [Test]
    public async Task NamedClient()
    {
        await using var server = await StartAsync(
            attempt => attempt == 1 ? "retry: 1\nid: é\ndata: 1\n\n" : "data: 2\n\n", r => r.Headers["Last-Event-ID"].ToString());
        var uri = server.Uri;
        var services = new ServiceCollection();

        #region NamedClient
        services.AddHttpClient("feed", client => client.Timeout = TimeSpan.FromSeconds(30)) // until the headers arrive
            .ConfigurePrimaryHttpMessageHandler(SseHttpHandler.Create); // the handler of the built-in client
        #endregion

        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IHttpClientFactory>();

        #region NamedClientUse
        // In a class that receives an IHttpClientFactory:
        var options = new SseOptions { HttpClientFactory = () => factory.CreateClient("feed") };
        IObservable<SseEvent> events = SseObservable.Connect(uri, options);
        #endregion

        Assert.That(await DataOf(events, 2), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(_requests, Is.EqualTo(new[] { "", "é" }));
    }

    [Test]
    public async Task ConfiguredHandler()
    {
        await using var server = await StartAsync(_ => "data: x\n\n", r => r.Protocol);

        #region ConfiguredHandler
        var client = new HttpClient(SseHttpHandler.Create(handler => ((SocketsHttpHandler)handler).UseCookies = false))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var options = new SseOptions { HttpClient = client };
        #endregion

        Assert.That(await DataOf(SseObservable.Connect(server.Uri, options), 1), Is.EqualTo(new[] { "x" }));
        client.Dispose();
    }

    [Test]
    public async Task Token()
    {
        await using var server = await StartAsync(
            attempt => attempt is 2 or 4 or 5 ? null : $"retry: 1\nid: {attempt}\ndata: {attempt}\n\n",
            r => r.Headers.Authorization.ToString(),
            refusal: 401);
        var uri = server.Uri;
        var tokens = new Tokens();

        #region Token
        var options = new SseOptions
        {
            RequestFactory = async (attempt, cancellationToken) =>
            {
                var isRefused = attempt.Previous is SseResponseException { StatusCode: 401 };
                return new() { Headers = { Authorization = new("Bearer", await tokens.GetAsync(isRefused, cancellationToken)) } };
            },
            ReconnectPolicy = context =>
                context.Cause is SseResponseException { StatusCode: 401 }
                && context.PreviousError is not SseResponseException { StatusCode: 401 }
                    ? SseReconnectDecision.RetryAfter(TimeSpan.Zero) // once, immediately, with a fresh token
                    : SseReconnect.Default(context),
        };
        IObservable<SseEvent> events = SseObservable.Connect(uri, options);
        #endregion

        var seen = new List<string>();
        var error = await Assert.ThrowsAsync<SseResponseException>(() => events.ForEachAsync(e => seen.Add(e.Data)).WaitAsync(Deadline));
        Assert.That(error.StatusCode, Is.EqualTo(401));
        Assert.That(seen, Is.EqualTo(new[] { "1", "3" }));
        Assert.That(_requests, Is.EqualTo(new[] { "Bearer 0", "Bearer 0", "Bearer 1", "Bearer 1", "Bearer 2" }));
    }

    [Test]
    public async Task LlmToken()
    {
        await using var server = await StartAsync(
            attempt => attempt == 1 ? null : "data: x\n\n", r => $"{r.Method} {r.Headers.Authorization}", refusal: 401);
        var (uri, question, tokens) = (server.Uri, "?", new Tokens());

        #region LlmToken
        var options = new SseOptions
        {
            RequestFactory = async (attempt, cancellationToken) =>
            {
                var isRefused = attempt.Previous is SseResponseException { StatusCode: 401 };
                return new(HttpMethod.Post, uri)
                {
                    Headers = { Authorization = new("Bearer", await tokens.GetAsync(isRefused, cancellationToken)) },
                    Content = new StringContent(question),
                };
            },
            // A refused request has not started anything.
            CanResend = (_, attempt) => attempt.Previous is SseResponseException { StatusCode: 401 or 429 or 503 },
            ReconnectPolicy = context =>
                context.Cause is SseResponseException { StatusCode: 401 }
                && context.PreviousError is not SseResponseException { StatusCode: 401 }
                    ? SseReconnectDecision.RetryAfter(TimeSpan.Zero)
                    : SseReconnect.Default(context),
            MaxConsecutiveFailures = 5,
        };
        IObservable<SseEvent> answer = SseObservable.Connect(uri, options);
        #endregion

        Assert.That(await answer.Select(e => e.Data).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { "x" }));
        Assert.That(
            _requests,
            Is.EqualTo(new[] { "POST Bearer 0", "POST Bearer 2" }),
            "The factory is called twice after the refusal: for the next request's method, and for the next request.");

        _requests.Clear();
        await using var closed = await StartAsync(_ => null, r => r.Method, refusal: 401);
        uri = closed.Uri;
        var error = await Assert.ThrowsAsync<SseResponseException>(() => answer.ToTask().WaitAsync(Deadline));
        Assert.That(error.StatusCode, Is.EqualTo(401));
        Assert.That(_requests, Is.EqualTo(new[] { "POST", "POST" }), "A second consecutive refusal is an error.");
    }

    [Test]
    public async Task SecretHeader()
    {
        await using var elsewhere = await StartAsync(_ => "data: x\n\n", r => r.Headers["X-Api-Key"].ToString());
        await using var server = await EventServer.StartAsync(context =>
        {
            _requests.Enqueue(context.Request.Headers["X-Api-Key"].ToString());
            context.Response.Redirect(elsewhere.Uri.ToString());
            return Task.CompletedTask;
        });
        var (uri, key) = (server.Uri, "k");

        #region SecretHeader
        var options = new SseOptions
        {
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = key },
            SensitiveHeaders = ["X-Api-Key"],
        };
        #endregion

        Assert.That(await DataOf(SseObservable.Connect(uri, options), 1), Is.EqualTo(new[] { "x" }));
        Assert.That(_requests, Is.EqualTo(new[] { "k", "" }));
    }

    [Test]
    public async Task PostThenGet()
    {
        await using var server = await StartAsync(
            attempt => $"retry: 1\nid: {attempt}\ndata: {attempt}\n\n", r => $"{r.Method} {r.Path} {r.Headers["Last-Event-ID"]}");
        var (uri, question) = (new Uri(server.Uri, "answers/"), "?");

        #region PostThenGet
        var options = new SseOptions
        {
            RequestFactory = (attempt, _) => new(attempt.LastEventId.Length == 0
                ? new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(question) }
                : new HttpRequestMessage(HttpMethod.Get, "latest")), // relative to Connect's URL; Last-Event-ID is added
        };
        #endregion

        Assert.That(await DataOf(SseObservable.Connect(uri, options), 2), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(_requests, Is.EqualTo(new[] { "POST /answers/ ", "GET /answers/latest 1" }));
    }

    [Test]
    public async Task IdempotencyKey()
    {
        await using var server = await StartAsync(
            attempt => $"retry: 1\ndata: {attempt}\n\n", r => $"{r.Method} {r.Headers["Idempotency-Key"]}");
        var (uri, order) = (server.Uri, "tea");

        #region IdempotencyKey
        var key = Guid.NewGuid().ToString(); // identifies repeated requests to the server
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "")
            {
                Headers = { { "Idempotency-Key", key } },
                Content = new StringContent(order),
            }),
            CanResend = (request, _) => request.Headers.Contains("Idempotency-Key"),
        };
        #endregion

        Assert.That(await DataOf(SseObservable.Connect(uri, options), 2), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(_requests, Is.EqualTo(new[] { $"POST {key}", $"POST {key}" }));
    }

    [Test]
    public async Task Busy()
    {
        await using var server = await StartAsync(attempt => attempt == 1 ? null : "data: x\n\n", r => r.Method, refusal: 429);
        var (uri, question) = (server.Uri, "?");

        #region Busy
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(question) }),
            // A refused request has not started anything.
            CanResend = (_, attempt) => attempt.Previous is SseResponseException { StatusCode: 429 or 503 },
            MaxConsecutiveFailures = 5,
        };
        #endregion

        var patient = options with { ReconnectionTime = TimeSpan.Zero };
        var seen = await SseObservable.Connect(uri, patient).Select(e => e.Data).ToList().ToTask().WaitAsync(Deadline);
        Assert.That(seen, Is.EqualTo(new[] { "x" }));
        Assert.That(_requests, Is.EqualTo(new[] { "POST", "POST" }), "A stream that has ended is not requested again.");
    }

    [Test]
    public async Task Refusal()
    {
        await using var server = await StartAsync(_ => null, r => r.Method, refusal: 429);
        var (uri, said) = (server.Uri, new List<string>());
        void Say(string? text) => said.Add(text!);

        #region Refusal
        var options = new SseOptions { ReconnectPolicy = SseReconnect.Never };
        try
        {
            await SseObservable.Connect(uri, options).ForEachAsync(e => Say(e.Data));
        }
        catch (SseResponseException refusal) when (refusal.ContentType is "application/json")
        {
            Say((string?)JsonNode.Parse(refusal.BodyExcerpt)?["error"]?["message"]);
        }
        #endregion

        Assert.That(said, Is.EqualTo(new[] { "no" }));
    }

    [TestCase("application/json", """{"answer":42}""", """{"answer":42}""")]
    [TestCase("text/event-stream", "id: 1\ndata:\n\ndata: {\"answer\":42}\n\n", """{"answer":42}""")]
    public async Task AnswerInJson(string type, string body, string expected)
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(body);
        });
        var (uri, question) = (server.Uri, "?");

        #region AnswerInJson
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(question) }),
            Headers = new Dictionary<string, string> { ["Accept"] = "application/json, text/event-stream" },
            MaxBodyExcerptBytes = 4 * 1024 * 1024, // the largest answer in JSON
            ReconnectPolicy = context => context.Cause is SseResponseException { StatusCode: 200 or 202 }
                ? SseReconnectDecision.Complete
                : SseReconnect.Default(context),
        };
        IObservable<string> messages = SseObservable.Signals(uri, options).SelectMany(signal => signal switch
        {
            SseSignal.Event { Value.Data: { Length: > 0 } data } => [data],
            SseSignal.Ended { Cause: SseResponseException { HasWholeBody: true, BodyExcerpt: { Length: > 0 } json } } => [json],
            _ => Array.Empty<string>(),
        });
        #endregion

        Assert.That(await messages.ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public async Task Http2()
    {
        await using var server = await StartAsync(_ => "data: x\n\n", r => r.Protocol, protocols: HttpProtocols.Http2);
        var uri = server.Uri;

        #region Http2
        var client = new HttpClient(new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,          // beyond the server's limit of streams, often 100
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),  // detects a dead peer while no bytes are due
            ConnectTimeout = TimeSpan.FromSeconds(15),
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var options = new SseOptions { HttpClient = client };
        #endregion

        Assert.That(await DataOf(SseObservable.Connect(uri, options), 1), Is.EqualTo(new[] { "x" }));
        Assert.That(_requests, Is.EqualTo(new[] { "HTTP/2" }));
        client.Dispose();
    }

    private static Task<IList<string>> DataOf(IObservable<SseEvent> events, int count) =>
        events.Select(e => e.Data).Take(count).ToList().ToTask().WaitAsync(Deadline);

    /// <summary>Records each request, and answers it with a stream or a refusal.</summary>
    private async Task<EventServer> StartAsync(
        Func<int, string?> answer, Func<HttpRequest, string> note, int refusal = 0, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var attempt = 0;
        return await EventServer.StartAsync(
            context =>
            {
                _requests.Enqueue(note(context.Request));
                if (answer(++attempt) is { } stream)
                {
                    return EventServer.SendAsync(context.Response, stream);
                }

                context.Response.StatusCode = refusal;
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync("""{"error":{"message":"no"}}""");
            },
            protocols);
    }

    /// <summary>Tokens that count how often they were refreshed.</summary>
    private sealed class Tokens
    {
        private int _refreshes;

        public ValueTask<string> GetAsync(bool refresh, CancellationToken cancellationToken) =>
            new($"{(refresh ? ++_refreshes : _refreshes)}");
    }
}
