using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sse.Tests.Shared;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>What only a real handler has: lifetimes, timeouts, redirects.</summary>
public class SocketTests
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
    public async Task A_stream_outlives_its_clients_timeout_and_its_handlers_lifetimes()
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
                var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMilliseconds(100), PooledConnectionIdleTimeout = TimeSpan.FromMilliseconds(100) };
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
        replaced.Dispose(); // as the factory does with one that is replaced, when it sees that nobody holds it any more
        mayGoOn.SetResult();
        await done.Task.WaitAsync(Deadline);

        Assert.That(
            signals.TakeWhile(signal => signal is not SseSignal.Disconnected).OfType<SseSignal.Event>().Select(signal => signal.Value.Data), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(signals.OfType<SseSignal.Opened>().Count(), Is.GreaterThanOrEqualTo(2), "and the reconnect went through the new handler, since the old one is disposed of");
    }

    [Test]
    public async Task Secret_headers_go_to_no_other_origin()
    {
        await using var other = await EventServer.StartAsync(Note);
        await using var server = await EventServer.StartAsync(context => Redirect(context, 307, other.Uri));
        _services.AddSseClient("feed", Feeds.Configuration(
            ("Uri", server.Uri.ToString()), ("Headers:X-Secret", "s"), ("Headers:X-Harmless", "h"), ("Headers:Authorization", "Bearer k"), ("SensitiveHeaders:0", "x-secret")).Feed());
        await using var provider = _services.Build();

        await provider.Client().Connect().FirstAsync().ToTask().WaitAsync(Deadline);

        Assert.That(_requests, Is.EqualTo(new[] { "s h Bearer k", " h " }));
    }

    [Test]
    public async Task What_handlers_add_goes_to_no_other_origin_after_a_permanent_redirect_either()
    {
        await using var other = await EventServer.StartAsync(Note);
        await using var server = await EventServer.StartAsync(context => Redirect(context, 308, other.Uri));
        _services.AddSseClient("feed", client => client.Uri = server.Uri)
            .HttpClient.ConfigureHttpClient(client => client.DefaultRequestHeaders.Authorization = new("Bearer", "k"));
        await using var provider = _services.Build();

        await provider.Client().Connect().Take(2).ToTask().WaitAsync(Deadline);

        Assert.That(_requests, Is.EqualTo(new[] { "  Bearer k", "  ", "  Bearer k", "  " }), "the reconnect asks the first place again");
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

    /// <summary>The factory replaces a handler when it is asked for a client after the handler's time.</summary>
    private static async Task UntilReplaced(IServiceProvider services, Func<bool> isReplaced)
    {
        var clients = services.GetRequiredService<IHttpClientFactory>();
        while (!isReplaced())
        {
            await Task.Delay(50);
            clients.CreateClient("feed").Dispose();
        }
    }

    private Task Note(HttpContext context)
    {
        _requests.Enqueue($"{context.Request.Headers["X-Secret"]} {context.Request.Headers["X-Harmless"]} {context.Request.Headers.Authorization}");
        return EventServer.SendAsync(context.Response, "retry: 1\ndata: x\n\n");
    }

    private Task Redirect(HttpContext context, int status, Uri place)
    {
        _requests.Enqueue($"{context.Request.Headers["X-Secret"]} {context.Request.Headers["X-Harmless"]} {context.Request.Headers.Authorization}");
        context.Response.StatusCode = status;
        context.Response.Headers.Location = place.ToString();
        return Task.CompletedTask;
    }
}
