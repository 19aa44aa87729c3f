using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams when the host stops: they end over a period, each with its own retry.</summary>
public sealed class HostStopTests : ResponseFixture
{
    private readonly List<FakeClient> _clients = [];
    private TestLifetime _lifetime = null!;

    private int Ended => _clients.Count(c => c.Response.IsCompleted);

    [SetUp]
    public void SetUp() => _lifetime = new();

    [TearDown]
    public void TearDown()
    {
        _clients.ForEach(c => c.Dispose());
        _clients.Clear();
        _lifetime.Dispose();
    }

    [Test]
    public async Task Streams_end_over_the_spread_each_with_a_random_retry()
    {
        Open(count: 200, TimeSpan.FromSeconds(5));
        await Waiting.UntilAsync(() => _clients.All(c => c.Flushes > 0), () => "Not all streams are open.");

        _lifetime.StopApplication();
        var ended = new List<int>(); // in each second
        for (var second = 1; second <= 5; second++)
        {
            Advance(seconds: 1);
            var complete = 0;
            await Waiting.UntilAsync(() => (complete = Ended) >= ended.Sum() + 1, () => $"No stream ended in second {second}.");
            ended.Add(complete - ended.Sum());
        }

        var texts = await Task.WhenAll(_clients.Select(c => c.ReadToEndAsync()));
        Assert.That(texts, Has.All.Match("^retry: [0-9]{4}\n$"));
        var retries = texts.Select(t => int.Parse(t["retry: ".Length..].Trim(), CultureInfo.InvariantCulture)).ToList();
        Assert.That(retries, Has.All.InRange(3000, 8000));
        Assert.That(retries.Distinct().Count(), Is.GreaterThan(100));
        Assert.That(_clients.Count(c => c.IsReset), Is.Zero);
        Assert.That(Source.HasObservers, Is.False);
    }

    [Test]
    public async Task Resets_a_client_that_reads_nothing_2_seconds_after_the_spread()
    {
        Open(count: 1, TimeSpan.FromSeconds(5), room: 10);
        await Waiting.UntilAsync(() => Source.HasObservers, () => "The source was not subscribed to.");
        Source.OnNext(new("0123456789"));
        Source.OnNext(new("queued"));

        _lifetime.StopApplication();
        Advance(seconds: 6.9);
        Assert.That(_clients[0].IsReset, Is.False);
        Advance(seconds: 0.1);

        Assert.That(_clients[0].IsReset);
        await _clients[0].Response.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public async Task Uses_at_most_half_of_the_hosts_shutdown_timeout()
    {
        Open(count: 50, TimeSpan.FromMinutes(5));
        await Waiting.UntilAsync(() => _clients.All(c => c.Flushes > 0), () => "Not all streams are open.");

        _lifetime.StopApplication();
        Advance(seconds: 5);

        await Task.WhenAll(_clients.Select(c => c.ReadToEndAsync()));
    }

    /// <summary>A browser's <c>EventSource</c> never returns from a 503.</summary>
    [Test]
    public async Task A_stream_that_begins_while_the_application_stops_ends_like_the_others()
    {
        _lifetime.StopApplication();
        Open(count: 20, TimeSpan.FromSeconds(5));
        await Waiting.UntilAsync(() => _clients.All(c => c.Flushes > 0), () => "Not all streams are open.");
        Assert.That(Source.HasObservers);

        Advance(seconds: 1);
        await Waiting.UntilAsync(() => Ended > 0, () => "No stream ended within the first second.");
        Assert.That(Ended, Is.LessThan(20));
        Advance(seconds: 4);

        var texts = await Task.WhenAll(_clients.Select(c => c.ReadToEndAsync()));
        Assert.That(_clients.Select(c => c.Context.Response.StatusCode), Has.All.EqualTo(200));
        Assert.That(texts, Has.All.Match("^retry: [0-9]{4}\n$"));
        Assert.That(texts.Distinct().Count(), Is.GreaterThan(10));
    }

    [TestCase("POST", SseUnfinishedEnd.ByMethod)]
    [TestCase("GET", SseUnfinishedEnd.Abort)]
    public async Task A_request_that_is_not_resumed_is_answered_503_while_the_application_stops(string method, SseUnfinishedEnd end)
    {
        _lifetime.StopApplication();
        Open(count: 1, TimeSpan.FromSeconds(5), method: method, end: end);

        await _clients[0].Response;

        Assert.That(_clients[0].Context.Response.StatusCode, Is.EqualTo(503));
        Assert.That(_clients[0].Context.Response.Headers.RetryAfter.ToString(), Does.Match("^[1-5]$"));
        Assert.That(_clients[0].ReadAvailable(), Is.EqualTo("The server is stopping."));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_answer_that_begins_while_the_application_stops_is_sent_if_the_request_was_accepted_before(bool isAccepted)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await Server.StartAsync(app =>
        {
            app.MapPost("/True", (SseSubscriber _) => AnswerAsync());
            app.MapPost("/False", AnswerAsync);
        });
        using var http = new HttpClient();
        var answer = http.PostAsync(new Uri(server.Uri, $"/{isAccepted}"), null);
        await asked.Task.WaitAsync(Waiting.Deadline);

        server.App.Lifetime.StopApplication();
        first.SetResult();

        using var response = await answer.WaitAsync(Waiting.Deadline);
        Assert.That((int)response.StatusCode, Is.EqualTo(isAccepted ? 200 : 503));
        Assert.That(
            await response.Content.ReadAsStringAsync(),
            isAccepted ? Does.EndWith("data: whole\n\n") : Is.EqualTo("The server is stopping."));

        async Task<SseStreamResult> AnswerAsync()
        {
            asked.SetResult();
            await first.Task;
            return SseResults.Stream(Observable.Return(new SseEvent("whole")));
        }
    }

    [TestCase("minimal")]
    [TestCase("answers")]
    public async Task A_request_that_is_bound_while_the_application_stops_is_refused_before_its_handler_begins(string path)
    {
        var begun = new BegunAnswers();
        await using var server = await Server.StartAsync(
            app =>
            {
                app.MapControllers();
                app.MapPost("/minimal", (SseSubscriber subscriber) =>
                {
                    begun.Add(subscriber);
                    return "not a stream";
                });
            },
            builder =>
            {
                builder.Services.AddSingleton(begun);
                builder.Services.AddControllers().AddApplicationPart(typeof(AnswersController).Assembly);
            });
        using var http = new HttpClient();
        using var before = await http.PostAsync(new Uri(server.Uri, path), null);

        server.App.Lifetime.StopApplication();
        using var response = await http.PostAsync(new Uri(server.Uri, path), null);

        Assert.That(await before.Content.ReadAsStringAsync(), Does.Contain("not a stream"));
        Assert.That((int)response.StatusCode, Is.EqualTo(503));
        Assert.That(response.Headers.RetryAfter, Is.Not.Null);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("The server is stopping."));
        Assert.That(begun, Has.Count.EqualTo(1), "The handler has run.");
    }

    [Test]
    public async Task A_host_with_open_streams_stops_in_time()
    {
        var options = new SseServerOptions { ShutdownSpread = TimeSpan.FromMilliseconds(200) };
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => Source, options));
        using var http = new HttpClient();
        using var response = await http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync();

        await server.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(15)); // the default timeout is 30 s

        Assert.That(await reading, Does.Match("^:\nretry: [0-9]+\n$"));
    }

    private void Open(int count, TimeSpan spread, int room = 64 * 1024, string method = "GET", SseUnfinishedEnd end = default)
    {
        var services = new ServiceCollection().AddSingleton<IHostApplicationLifetime>(_lifetime)
            .Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10)).BuildServiceProvider();
        var options = new SseServerOptions
        {
            Scheduler = Scheduler,
            ShutdownSpread = spread,
            Random = new(1),
            HeartbeatInterval = null,
            UnfinishedEnd = end,
        };
        _clients.AddRange(Enumerable.Range(0, count)
            .Select(_ => FakeClient.Start(SseResults.Stream(Source, options), room, services, method)));
    }
}

public class BegunAnswers : ConcurrentBag<SseSubscriber>;

[Route("answers")]
public class AnswersController(BegunAnswers begun) : ControllerBase
{
    [HttpPost]
    public string Post(SseSubscriber subscriber)
    {
        begun.Add(subscriber);
        return "not a stream";
    }
}
