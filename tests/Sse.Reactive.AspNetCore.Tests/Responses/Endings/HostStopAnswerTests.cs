using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Answers that no client resumes, when the host stops: they run on for as long as the host waits.</summary>
public sealed class HostStopAnswerTests : ResponseFixture
{
    private TestLifetime _lifetime = null!;

    [SetUp]
    public void SetUp() => _lifetime = new();

    [TearDown]
    public void TearDown() => _lifetime.Dispose();

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
        var services = new ServiceCollection().AddSingleton<IHostApplicationLifetime>(_lifetime)
            .Configure<HostOptions>(o => o.ShutdownTimeout = timeout).BuildServiceProvider();
        var client = FakeClient.Start(SseResults.Stream(Source, Options), room, services, method);
        Assert.That(() => Source.HasObservers, Is.True.After((int)Waiting.Deadline.TotalMilliseconds, 1));
        Source.OnNext(new("first"));
        return client;
    }
}
