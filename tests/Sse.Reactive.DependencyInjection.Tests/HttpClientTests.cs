using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sse.Tests.Shared;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>Real HTTP handlers: lifetimes, timeouts, redirects.</summary>
public class HttpClientTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private readonly ConcurrentQueue<string> _requests = new();
    private ServiceCollection _services = null!;

    [SetUp]
    public void SetUp()
    {
        _requests.Clear();
        _services = [];
    }

    [Test]
    public async Task A_stream_outlives_the_timeout_of_its_client_and_the_lifetime_of_its_handler()
    {
        var mayGoOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "retry: 1\ndata: 1\n\n");
            await mayGoOn.Task.WaitAsync(context.RequestAborted);
            await EventServer.SendAsync(context.Response, "data: 2\n\n");
        });
        var handlers = new ConcurrentQueue<SocketsHttpHandler>();
        _services.AddSseClient("feed", client => client.Uri = server.Uri)
            .HttpClient.ConfigureHttpClient(client => client.Timeout = TimeSpan.FromMilliseconds(900)) // for the headers
            .SetHandlerLifetime(TimeSpan.FromSeconds(1))
            .ConfigurePrimaryHttpMessageHandler(() =>
            {
                var handler = new SocketsHttpHandler
                {
                    PooledConnectionLifetime = TimeSpan.FromMilliseconds(100),
                    PooledConnectionIdleTimeout = TimeSpan.FromMilliseconds(100),
                };
                handlers.Enqueue(handler);
                return handler;
            });
        await using var provider = _services.Build();
        var signals = new ConcurrentQueue<SseSignal>();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        using var subscription = provider.Client().Signals()
            .SkipWhile(signal => signal is not SseSignal.Opened) // a machine under load may need a second attempt to open
            .Do(signals.Enqueue)
            .Subscribe(
                signal =>
                {
                    if (signal is SseSignal.Event { Value.Data: "1" })
                    {
                        begun.TrySetResult();
                    }

                    if (signals.Count(s => s is SseSignal.Event) == 3)
                    {
                        done.TrySetResult();
                    }
                },
                error => done.TrySetException(error));
        await begun.Task.WaitAsync(Deadline);
        var replaced = handlers.Last();
        await UntilReplaced(provider, () => handlers.Last() != replaced).WaitAsync(Deadline);
        replaced.Dispose(); // as the factory does with a replaced handler once it is no longer referenced
        mayGoOn.SetResult();
        await done.Task.WaitAsync(Deadline);

        Assert.That(
            signals
                .TakeWhile(signal => signal is not SseSignal.Disconnected)
                .OfType<SseSignal.Event>()
                .Select(signal => signal.Value.Data),
            Is.EqualTo(new[] { "1", "2" }));
        Assert.That(
            signals.OfType<SseSignal.Opened>().Count(),
            Is.GreaterThanOrEqualTo(2),
            "the reconnect used the new handler, since the old one is disposed");
    }

    [Test]
    public async Task Sensitive_headers_are_not_sent_to_another_origin()
    {
        await using var other = await EventServer.StartAsync(Answer);
        await using var server = await EventServer.StartAsync(context => Redirect(context, 307, other.Uri));
        _services.AddSseClient("feed", TestClients.Configuration(
            ("Uri", server.Uri.ToString()),
            ("Headers:X-Secret", "s"),
            ("Headers:X-Harmless", "h"),
            ("Headers:Authorization", "Bearer k"),
            ("SensitiveHeaders:0", "x-secret")).Feed());
        await using var provider = _services.Build();

        await provider.Client().Connect().FirstAsync().ToTask().WaitAsync(Deadline);

        Assert.That(_requests, Is.EqualTo(new[] { "s h Bearer k", " h " }));
    }

    [Test]
    public async Task A_trusted_origin_receives_the_sensitive_headers()
    {
        await using var other = await EventServer.StartAsync(Answer);
        await using var server = await EventServer.StartAsync(context => Redirect(context, 307, other.Uri));
        _services.AddSseClient("feed", TestClients.Configuration(
            ("Uri", server.Uri.ToString()),
            ("Headers:X-Secret", "s"),
            ("Headers:Authorization", "Bearer k"),
            ("SensitiveHeaders:0", "x-secret"),
            ("TrustedOrigins:0", other.Uri.ToString())).Feed());
        await using var provider = _services.Build();

        await provider.Client().Connect().FirstAsync().ToTask().WaitAsync(Deadline);

        Assert.That(_requests, Is.EqualTo(new[] { "s  Bearer k", "s  Bearer k" }));
    }

    /// <summary>Keepalive, address racing, HTTP/2, proxies, redirects and compression are tested there.</summary>
    [Test]
    public void The_handler_is_that_of_the_built_in_client()
    {
        _services.AddSseClient("feed", client => client.Uri = new(TestClients.Url));
        using var provider = _services.Build();
        using var builtIn = SseHttpHandler.Create();

        var named = Chain(provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("feed"));
        var expected = Chain(builtIn);

        Assert.That(
            named.TakeLast(expected.Count).Select(handler => handler.GetType()), Is.EqualTo(expected.Select(handler => handler.GetType())));
        Assert.That(ConnectMethod(named), Is.Not.Null.And.EqualTo(ConnectMethod(expected)));

        static List<HttpMessageHandler> Chain(HttpMessageHandler? handler)
        {
            var chain = new List<HttpMessageHandler>();
            for (; handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
            {
                chain.Add(handler);
            }

            return chain;
        }

        static System.Reflection.MethodInfo? ConnectMethod(List<HttpMessageHandler> chain) =>
            ((SocketsHttpHandler)chain[^1]).ConnectCallback?.Method;
    }

    [Test]
    public async Task Headers_of_the_HttpClient_are_not_sent_to_another_origin_even_after_a_permanent_redirect()
    {
        await using var other = await EventServer.StartAsync(Answer);
        await using var server = await EventServer.StartAsync(context => Redirect(context, 308, other.Uri));
        _services.AddSseClient("feed", client => client.Uri = server.Uri)
            .HttpClient.ConfigureHttpClient(client => client.DefaultRequestHeaders.Authorization = new("Bearer", "k"));
        await using var provider = _services.Build();

        await provider.Client().Connect().Take(2).ToTask().WaitAsync(Deadline);

        Assert.That(
            _requests,
            Is.EqualTo(new[] { "  Bearer k", "  ", "  Bearer k", "  " }),
            "the reconnect sends its request to the first URL again");
    }

    [Test]
    public async Task An_ID_that_is_not_ASCII_is_sent()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            _requests.Enqueue(context.Request.Headers["Last-Event-ID"].ToString());
            return EventServer.SendAsync(context.Response, "retry: 1\nid: é\ndata: x\n\n");
        });
        _services.AddSseClient("feed", client => client.Uri = server.Uri);
        await using var provider = _services.Build();

        await provider.Client().Connect().Take(2).ToTask().WaitAsync(Deadline);

        Assert.That(_requests, Is.EqualTo(new[] { "", "é" }));
    }

    /// <summary>The factory replaces an expired handler when it creates the next client.</summary>
    private static async Task UntilReplaced(IServiceProvider services, Func<bool> isReplaced)
    {
        var clients = services.GetRequiredService<IHttpClientFactory>();
        while (!isReplaced())
        {
            await Task.Delay(50);
            clients.CreateClient("feed").Dispose();
        }
    }

    private Task Answer(HttpContext context)
    {
        Record(context.Request.Headers);
        return EventServer.SendAsync(context.Response, "retry: 1\ndata: x\n\n");
    }

    private Task Redirect(HttpContext context, int status, Uri location)
    {
        Record(context.Request.Headers);
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location.ToString();
        return Task.CompletedTask;
    }

    private void Record(IHeaderDictionary headers) =>
        _requests.Enqueue($"{headers["X-Secret"]} {headers["X-Harmless"]} {headers.Authorization}");
}
