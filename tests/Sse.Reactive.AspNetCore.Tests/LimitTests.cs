using System.Globalization;
using System.Net;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Sse.Reactive.AspNetCore.Tests.Serving;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>How many streams may be open: counted exactly, refused before anything is asked of a source.</summary>
public class LimitTests
{
    private readonly List<FakeClient> _clients = [];
    private SseConnectionLimits _limits = null!;

    [SetUp]
    public void SetUp()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _limits = new() { MaxConnections = 2 };
    }

    [TearDown]
    public void TearDown()
    {
        _clients.ForEach(c => c.Dispose());
        _clients.Clear();
    }

    [Test]
    public async Task One_too_many_is_told_when_to_come_back_and_nothing_is_asked_of_its_source()
    {
        using var http = new HttpClient();
        var asked = 0;
        await using var server = await Server.StartAsync(app => app.MapSse(
            "/",
            _ =>
            {
                asked++;
                return Observable.Never<SseEvent>();
            },
            new() { Limits = new() { MaxConnections = 1, RetryAfter = TimeSpan.FromSeconds(7.5) } }));

        using var first = await http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        using var second = await http.GetAsync(server.Uri);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(second.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(8)));
        Assert.That(second.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/plain"));
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo("Too many event streams are open."));
        Assert.That(asked, Is.EqualTo(1));
    }

    [Test]
    public async Task Our_client_waits_as_it_is_told_and_gets_in_when_there_is_a_place()
    {
        using var source = new Feed();
        using var http = new HttpClient();
        var limits = new SseConnectionLimits { MaxConnections = 1, RetryAfter = TimeSpan.FromSeconds(1) };
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => source.StartWith(new SseEvent("in")), new() { Limits = limits }));
        var first = await http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        await Waiting.Until(() => source.HasObservers, () => "nobody subscribes");

        var waits = new List<TimeSpan>();
        var seen = SseObservable.Signals(server.Uri, new() { Jitter = 0, ReconnectionTime = TimeSpan.Zero })
            .Do(signal =>
            {
                if (signal is SseSignal.Disconnected lost)
                {
                    waits.Add(lost.Delay);
                    first.Dispose();
                }
            })
            .OfType<SseSignal.Event>().FirstAsync().Timeout(Waiting.Deadline);

        Assert.That((await seen).Value.Data, Is.EqualTo("in"));
        Assert.That(waits[0], Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Each_caller_has_a_limit_of_its_own_and_null_has_none()
    {
        _limits = new() { MaxConnectionsPerCaller = 1, CallerKey = c => c.Request.Query["me"].FirstOrDefault() };

        var answers = new List<string>();
        foreach (var caller in new[] { "?me=a", "?me=b", "?me=a", "", "" })
        {
            answers.Add(await Ask(caller));
        }

        Assert.That(answers, Is.EqualTo(new[] { "200", "200", "503 You have too many event streams open.", "200", "200" }));
        Assert.That(_limits.Connections, Is.EqualTo(4));
    }

    [Test]
    public async Task A_caller_is_an_address_unless_told_otherwise()
    {
        _limits = new() { MaxConnectionsPerCaller = 1 };

        var answers = new[] { await Ask(address: "10.0.0.1"), await Ask(address: "10.0.0.2"), await Ask(address: "10.0.0.1") };

        Assert.That(answers.Select(a => a[..3]), Is.EqualTo(new[] { "200", "200", "503" }));
    }

    [Test]
    public async Task Endpoints_and_results_that_hold_the_same_limits_share_them_also_through_with()
    {
        var options = new SseServerOptions { Limits = _limits };
        var other = options with { ReconnectionTime = TimeSpan.FromSeconds(1) };

        var answers = new[] { await Ask(options: options), await Ask(options: other), await Ask(options: options), await Ask(options: other with { Limits = new() { MaxConnections = 1 } }) };

        Assert.That(answers.Select(a => a[..3]), Is.EqualTo(new[] { "200", "200", "503", "200" }));
    }

    [Test]
    public async Task A_place_is_free_again_after_every_kind_of_end()
    {
        using var source = new Feed();
        using var http = new HttpClient { Timeout = Waiting.Deadline };
        _limits = new() { MaxConnections = 1, MaxConnectionsPerCaller = 1 };
        var options = new SseServerOptions { Limits = _limits, MaxQueuedMessages = 2, MaxQueuedBytes = 10 };
        await using var server = await Server.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                finally
                {
                    Waiting.Look();
                }
            });
            app.MapSse("/complete", _ => Observable.Return(new SseEvent("x")), options);
            app.MapSse("/fail", _ => Observable.Throw<SseEvent>(new FormatException()), options);
            app.MapSse("/subscribe", _ => Observable.Create<SseEvent>(IDisposable (_) => throw new FormatException()), options);
            app.MapSse("/throw", IObservable<SseEvent>? (_) => throw new FormatException(), options);
            app.MapSse("/throw-later", async Task<IObservable<SseEvent>?> (_) =>
            {
                await Task.Yield();
                throw new FormatException();
            }, options);
            app.MapSse("/none", _ => (IObservable<SseEvent>?)null, options);
            app.MapSse("/overflow", _ => Enumerable.Range(0, 200).Select(_ => new SseEvent(new string('x', 1000_000))).ToObservable(), options);
            app.MapSse("/leave", _ => source, options);
            app.MapGet("/result", () => SseResults.Stream(Observable.Return(new SseEvent("x")), options));
        });

        foreach (var path in new[] { "complete", "fail", "subscribe", "throw", "throw-later", "none", "overflow", "leave", "result", "complete" })
        {
            try
            {
                using var response = await http.GetAsync(new Uri(server.Uri, path), HttpCompletionOption.ResponseHeadersRead);
                Assert.That((int)response.StatusCode, Is.Not.EqualTo(503), path);
                if (path != "leave")
                {
                    await response.Content.ReadAsStringAsync();
                }
            }
            catch (Exception error) when (path == "overflow" && error is HttpRequestException or IOException)
            {
                // it is reset
            }

            await Waiting.Until(() => _limits.Connections == 0, () => $"/{path} is still counted");
        }
    }

    [Test]
    public async Task A_caller_that_cannot_be_named_is_the_pipelines_to_answer_and_takes_no_place()
    {
        _limits = new() { MaxConnectionsPerCaller = 1, CallerKey = _ => throw new FormatException() };

        await Assert.ThrowsAsync<FormatException>(() => Ask());

        Assert.That(_limits.Connections, Is.Zero);
    }

    [Test]
    public async Task However_many_come_and_go_at_once_no_more_are_in_than_may_and_all_are_counted_out()
    {
        _limits = new() { MaxConnections = 5, MaxConnectionsPerCaller = 2, CallerKey = c => c.Request.Query["me"] };
        var (inside, most, refused) = (0, 0, 0);
        var (insideOf, mostOf) = (new int[4], new int[4]);
        var options = new SseServerOptions { Limits = _limits, HeartbeatInterval = null };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var caller = (thread + i) % 4;
                var source = Observable.Create<SseEvent>(observer =>
                {
                    Max(ref most, Interlocked.Increment(ref inside));
                    Max(ref mostOf[caller], Interlocked.Increment(ref insideOf[caller]));
                    if (i % 3 == 0)
                    {
                        Thread.Yield();
                    }

                    Interlocked.Decrement(ref insideOf[caller]);
                    Interlocked.Decrement(ref inside);
                    if (i % 2 == 0)
                    {
                        observer.OnCompleted();
                    }

                    return () => { };
                });
                using var client = new FakeClient();
                client.Context.Request.QueryString = new($"?me={caller}");
                var response = SseResults.Stream(source, options).ExecuteAsync(client.Context);
                if (client.Context.Response.StatusCode == 503)
                {
                    Interlocked.Increment(ref refused);
                }
                else if (i % 2 == 1)
                {
                    client.Abort();
                }

                await response.WaitAsync(Waiting.Deadline);
            }
        })));

        Assert.That(most, Is.InRange(1, 5));
        Assert.That(mostOf, Has.All.InRange(1, 2));
        Assert.That(refused, Is.GreaterThan(0), "there was a race to lose");
        Assert.That(_limits.Connections, Is.Zero);
        var answers = new List<string>();
        foreach (var caller in new[] { "?me=0", "?me=0", "?me=0", "?me=1", "?me=1", "?me=2", "?me=2" })
        {
            answers.Add((await Ask(caller))[..3]);
        }

        Assert.That(answers, Is.EqualTo(new[] { "200", "200", "503", "200", "200", "200", "503" }), "each caller has all its places again, and all of them the whole");
    }

    [Test]
    public void Numbers_and_times_that_make_no_sense_are_refused()
    {
        Assert.That(() => new SseConnectionLimits { MaxConnections = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseConnectionLimits { MaxConnectionsPerCaller = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseConnectionLimits { RetryAfter = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseConnectionLimits { CallerKey = null! }, Throws.ArgumentNullException);
    }

    private static void Max(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); value > known; known = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }

    /// <summary>Opens a stream, and leaves it open.</summary>
    private async Task<string> Ask(string query = "", string? address = null, SseServerOptions? options = null)
    {
        var client = new FakeClient();
        client.Context.Request.QueryString = new(query);
        client.Context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        _clients.Add(client);
        var response = SseResults.Stream(Observable.Never<SseEvent>(), options ?? new() { Limits = _limits }).ExecuteAsync(client.Context);
        if (client.Context.Response.StatusCode == 503 || response.IsFaulted)
        {
            await response;
        }

        return $"{client.Context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)} {client.Now()}".Trim();
    }
}
