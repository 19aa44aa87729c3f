using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Answers that no client resumes, when the host stops: they run on for as long as the host waits.</summary>
public sealed class HostStopAnswerTests : ResponseFixture
{
    private TestLifetime _lifetime = null!;
    private LogRecorder _logs = null!;

    [SetUp]
    public void SetUp() => (_lifetime, _logs) = (new(), new());

    [TearDown]
    public void TearDown()
    {
        _lifetime.Dispose();
        _logs.Dispose();
    }

    [Test]
    public async Task An_answer_runs_on_until_it_ends()
    {
        using var client = Ask(TimeSpan.FromSeconds(30));

        _lifetime.StopApplication();
        Advance(seconds: 27.9);
        Source.OnNext(new("last"));
        Source.OnCompleted();

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("data: first\n\ndata: last\n\n"));
        Assert.That(client.IsReset, Is.False);
    }

    [Test]
    public async Task A_GET_that_is_broken_off_and_has_an_end_mark_runs_on_too()
    {
        Options = Options with { UnfinishedEnd = SseUnfinishedEnd.Abort, CompletionEvent = new("[DONE]") };
        using var client = Ask(TimeSpan.FromSeconds(30), method: "GET");

        _lifetime.StopApplication();
        Advance(seconds: 27.9);
        Source.OnCompleted();

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("data: first\n\ndata: [DONE]\n\n"));
    }

    [TestCase(30, 28)]
    [TestCase(2, 1)]
    public async Task Is_broken_off_before_the_host_stops_waiting(double timeout, double end)
    {
        using var client = Ask(TimeSpan.FromSeconds(timeout));

        _lifetime.StopApplication();
        Advance(end - 0.01);
        Assert.That(Source.HasObservers, "It ends too early.");
        Advance(0.01);
        await Waiting.UntilAsync(() => !Source.HasObservers, () => "The source was not stopped.");
        Assert.That(client.ReadAvailable(), Is.EqualTo("data: first\n\n"));
        await Waiting.AdvanceUntilAsync(() => Advance(seconds: 1), () => client.IsReset, () => "The answer looks whole.");

        await client.Response.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public async Task A_client_that_reads_nothing_is_reset_before_the_host_stops_waiting()
    {
        using var client = Ask(TimeSpan.FromSeconds(30), room: 10);
        Source.OnNext(new("queued"));

        _lifetime.StopApplication();
        Advance(seconds: 28.9);
        Assert.That(client.IsReset, Is.False);
        Advance(seconds: 0.1);

        Assert.That(client.IsReset);
        await client.Response.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public void Runs_on_without_a_limit_if_the_host_has_none()
    {
        using var client = Ask(Timeout.InfiniteTimeSpan);

        _lifetime.StopApplication();
        Advance(seconds: 3600);

        Assert.That(Source.HasObservers);
    }

    [TestCase("GET", SseUnfinishedEnd.ByMethod)]
    [TestCase("POST", SseUnfinishedEnd.Resume)]
    public async Task A_stream_that_is_resumed_runs_on_if_that_is_set_and_a_warning_says_that_it_has_not_ended(
        string method, SseUnfinishedEnd end)
    {
        Options = Options with { UnfinishedEnd = end, RunsOnAtShutdown = true, MaxConnectionAge = TimeSpan.FromSeconds(10) };
        using var client = Ask(TimeSpan.FromSeconds(30), method: method);

        _lifetime.StopApplication();
        Advance(seconds: 27.9);
        Assert.That(Source.HasObservers, "It ends too early.");
        Source.OnNext(new("second"));
        Advance(seconds: 0.1);

        Assert.That(await client.ReadToEndAsync(), Does.Match("^data: first\n\ndata: second\n\nretry: [0-9]+\n$"));
        await client.Response.WaitAsync(Waiting.Deadline);
        Assert.That(client.IsReset, Is.False);
        Assert.That(_logs.Messages, Has.One.Contains("did not end before the host's shutdown timeout. Events sent: 2."));
        Assert.That(_logs.Entries, Has.One.Matches<(LogLevel Level, string? Event, Exception?)>(
            e => e is { Level: LogLevel.Warning, Event: "Unfinished" }));
    }

    [Test]
    public async Task A_stream_that_is_resumed_runs_on_to_its_end_without_a_warning()
    {
        Options = Options with { RunsOnAtShutdown = true };
        using var client = Ask(TimeSpan.FromSeconds(30), method: "GET");

        _lifetime.StopApplication();
        Advance(seconds: 27.9);
        Source.OnNext(new("last"));
        Source.OnCompleted();

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("data: first\n\ndata: last\n\n"));
        await client.Response.WaitAsync(Waiting.Deadline);
        Assert.That(_logs.Entries.Select(e => e.Level), Is.All.LessThan(LogLevel.Warning));
    }

    [Test]
    public async Task A_warning_names_an_accepted_request_that_has_not_begun_its_answer()
    {
        TaskCompletionSource asked = new(), answer = new();
        await using var server = await Server.StartAsync(
            app => app.MapPost("/chat", async (SseSubscriber subscriber) =>
            {
                asked.SetResult();
                await answer.Task;
            }),
            builder => builder.Services.AddLogging(logging => logging.AddProvider(_logs))
                .Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(0.5)));
        using var client = new HttpClient();
        var response = client.PostAsync(new Uri(server.Uri, "chat"), null);
        await asked.Task.WaitAsync(Waiting.Deadline);

        await server.App.StopAsync();

        await Waiting.UntilAsync(
            () => _logs.Messages.Any(message => message.Contains("has not begun, and the host stops waiting for it")),
            () => "Nothing says that the answer is lost.");
        answer.SetResult();
        await response.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Waiting.Deadline);
    }

    [Test]
    public async Task An_answer_that_does_not_run_on_is_broken_off_within_the_spread()
    {
        Options = Options with { RunsOnAtShutdown = false };
        using var client = Ask(TimeSpan.FromSeconds(30));

        _lifetime.StopApplication();
        Advance(seconds: 5);

        await Waiting.UntilAsync(() => !Source.HasObservers, () => "It runs on.");
        await Waiting.AdvanceUntilAsync(() => Advance(seconds: 1), () => client.IsReset, () => "The answer looks whole.");
        await client.Response.WaitAsync(Waiting.Deadline);
    }

    [TestCase("GET", SseUnfinishedEnd.ByMethod)]
    [TestCase("GET", SseUnfinishedEnd.Abort)]
    [TestCase("POST", SseUnfinishedEnd.Resume)]
    public async Task A_stream_whose_client_can_ask_again_ends_within_the_spread(string method, SseUnfinishedEnd end)
    {
        Options = Options with { UnfinishedEnd = end };
        using var client = Ask(Timeout.InfiniteTimeSpan, method: method);

        _lifetime.StopApplication();
        Advance(seconds: 5);

        await Waiting.UntilAsync(() => !Source.HasObservers, () => "It runs on.");
    }

    private FakeClient Ask(TimeSpan timeout, int room = 64 * 1024, string method = "POST")
    {
        Options = Options with { HeartbeatInterval = null, WriteTimeout = TimeSpan.FromHours(2) };
        var client = FakeClient.Start(SseResults.Stream(Source, Options), room, Services(timeout), method);
        Assert.That(() => Source.HasObservers, Is.True.After((int)Waiting.Deadline.TotalMilliseconds, 1));
        Source.OnNext(new("first"));
        return client;
    }

    private ServiceProvider Services(TimeSpan timeout) => new ServiceCollection().AddSingleton<IHostApplicationLifetime>(_lifetime)
        .AddLogging(logging => logging.AddProvider(_logs))
        .Configure<HostOptions>(o => o.ShutdownTimeout = timeout).BuildServiceProvider();
}
