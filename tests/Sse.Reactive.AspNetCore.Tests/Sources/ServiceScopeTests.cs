using System.Diagnostics;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Over real sockets: what a source may use until it has ended, and what does not hold the server.</summary>
public sealed class ServiceScopeTests : ServerFixture
{
    private static readonly TimeSpan SoonAfter = TimeSpan.FromSeconds(0.2);

    private int _ended;
    private int _failed;

    [TestCase("sequence", "1.1")]
    [TestCase("sequence", "2.0")]
    [TestCase("observable", "1.1")]
    [TestCase("trampoline", "1.1")]
    [TestCase("request-token", "1.1")]
    public async Task A_source_uses_scoped_services_until_its_last_code_has_run(string path, string version)
    {
        (_ended, _failed) = (0, 0);
        using var logs = new LogRecorder();
        await using var server = await Server.StartAsync(
            app =>
            {
                app.MapGet("/sequence", (Scoped scoped) => SseResults.Stream(OnlineAsync(scoped)));
                app.MapSse("/request-token", s =>
                    OnlineAsync(s.HttpContext.RequestServices.GetRequiredService<Scoped>(), s.HttpContext.RequestAborted));
                app.MapGet("/observable", (Scoped scoped) => SseResults.Stream(
                    Observable.Never<SseEvent>().StartWith(new SseEvent("a")).Finally(() => LastCode(scoped))));
                app.MapGet("/trampoline", (Scoped scoped) => SseResults.Stream(Online(scoped).ToObservable(), new SseServerOptions
                {
                    Overflow = SseOverflowPolicy.DropOldest,
                }));
            },
            builder =>
            {
                builder.Services.AddScoped<Scoped>();
                builder.Logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(logs);
            },
            version == "2.0" ? Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2
                : Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1);

        for (var i = 0; i < 20; i++)
        {
            using var response = await GetAsync(server, path, version: version);
            using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
            await body.ReadLineAsync().WaitAsync(Deadline);
        }

        await Waiting.UntilAsync(() => _ended == 20, () => $"Only {_ended} of 20 sources have ended.");
        Assert.That(_failed, Is.Zero, "The services were disposed of while the source still used them.");
        Assert.That(logs.Entries.Where(l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task Callbacks_of_the_response_run_in_the_context_of_the_request()
    {
        var accessor = new HttpContextAccessor();
        await using var server = await Server.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        accessor.HttpContext!.Response.Headers["X-Path"] = accessor.HttpContext.Request.Path.Value;
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.MapSse("/observable", _ => Observable.Return(new SseEvent("a")));
                app.MapSse("/topic", new SseTopic("t"));
                app.MapGet("/sequence", () => SseResults.Stream(Online(new()).Take(1).ToAsyncEnumerable()));
            },
            builder => builder.Services.AddSingleton<IHttpContextAccessor>(accessor));

        foreach (var path in new[] { "/observable", "/topic", "/sequence" })
        {
            using var response = await GetAsync(server, path);
            Assert.That(response.IsSuccessStatusCode, path);
            Assert.That(response.Headers.GetValues("X-Path"), Is.EqualTo(new[] { path }));
        }
    }

    [TestCase("repeat")]
    [TestCase("return-repeat")]
    [TestCase("rows")]
    public async Task Sources_that_never_return_do_not_keep_the_server_from_answering_or_stopping(string path)
    {
        using var isReleased = new CancellationTokenSource();
        var one = new SseEvent("x");
        var options = new SseServerOptions { ShutdownSpread = TimeSpan.Zero, SourceStopTimeout = SoonAfter };
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/repeat", _ => Observable.Repeat(one), options);
            app.MapSse("/return-repeat", _ => Observable.Defer(() => isReleased.IsCancellationRequested
                ? Observable.Throw<SseEvent>(new OperationCanceledException()) : Observable.Return(one)).Repeat(), options);
            app.MapSse("/rows", _ => Rows().ToObservable(), options);
            app.MapGet("/other", () => "answered");
        });

        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => GetAsync(server, path)));
        Assert.That(await ReadAsync(server, "other"), Is.EqualTo("answered"));
        foreach (var response in responses)
        {
            using (response)
            using (var body = await response.Content.ReadAsStreamAsync())
            {
                await body.CopyToAsync(Stream.Null).WaitAsync(Deadline); // too slow for such a source, so the stream ends
            }
        }

        Assert.That(await ReadAsync(server, "other"), Is.EqualTo("answered"));
        var stopping = Stopwatch.StartNew();
        await server.App.StopAsync().WaitAsync(Deadline);
        Assert.That(stopping.Elapsed, Is.LessThan(TimeSpan.FromSeconds(25)), "The host has waited for its timeout.");
        await isReleased.CancelAsync();
    }

    private static IEnumerable<SseEvent> Rows()
    {
        while (true)
        {
            yield return new("x");
        }
    }

    private async IAsyncEnumerable<SseEvent> OnlineAsync(
        Scoped scoped, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return new("a");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            await Task.Delay(5, CancellationToken.None); // such as a last query to a database
            LastCode(scoped);
        }
    }

    private IEnumerable<SseEvent> Online(Scoped scoped)
    {
        try
        {
            while (true)
            {
                yield return new("a");
            }
        }
        finally
        {
            LastCode(scoped);
        }
    }

    private void LastCode(Scoped scoped)
    {
        if (scoped.IsDisposed)
        {
            Interlocked.Increment(ref _failed);
        }

        Interlocked.Increment(ref _ended);
        Waiting.Pulse();
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
