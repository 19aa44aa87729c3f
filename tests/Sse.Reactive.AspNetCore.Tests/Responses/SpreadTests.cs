using System.Globalization;
using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Clients whose streams end together do not return together.</summary>
public sealed class SpreadTests : ResponseFixture
{
    private const int Count = 50;

    private readonly List<FakeClient> _clients = [];

    [TearDown]
    public void TearDown()
    {
        _clients.ForEach(c => c.Dispose());
        _clients.Clear();
    }

    [TestCase(null, 3000)]
    [TestCase(10, 10_000)]
    public async Task A_topic_that_fails(int? reconnectionSeconds, int milliseconds)
    {
        Options = Options with { ReconnectionTime = reconnectionSeconds is { } time ? TimeSpan.FromSeconds(time) : null };
        var topic = new SseTopic("t");
        Open(topic);

        topic.OnError(new FormatException());
        await AssertRetriesAreSpreadAsync(milliseconds);

        TearDown();
        Open(topic); // they have returned
        await AssertRetriesAreSpreadAsync(milliseconds);
    }

    [Test]
    public async Task An_observable_that_fails()
    {
        Open(Source.Select(e => e.Data == "b" ? throw new FormatException() : e));
        await Waiting.UntilAsync(() => _clients.All(c => c.Flushes > 0), () => "Not all streams are open.");

        Source.OnNext(new("b"));

        await AssertRetriesAreSpreadAsync(3000);
    }

    [Test]
    public async Task A_topic_that_ends()
    {
        var topic = new SseTopic("t");
        Open(topic);

        topic.OnCompleted();

        await AssertRetriesAreSpreadAsync(3000);
    }

    [Test]
    public async Task A_burst_that_is_too_large_for_all_of_them()
    {
        Options = Options with { MaxQueuedMessages = 2 };
        Open(Source, room: 10);
        await Waiting.UntilAsync(() => _clients.All(c => c.Flushes > 0), () => "Not all streams are open.");

        for (var i = 0; i < 10; i++)
        {
            Source.OnNext(new("0123456789"));
        }

        await AssertRetriesAreSpreadAsync(3000);
    }

    [Test]
    public async Task The_maximum_age()
    {
        Options = Options with { MaxConnectionAge = TimeSpan.FromMinutes(4), HeartbeatInterval = null };
        Open(Source);
        await Waiting.UntilAsync(() => _clients.All(c => c.Flushes > 0), () => "Not all streams are open.");

        Advance(seconds: 239);
        Assert.That(Ended, Is.Zero);
        for (var part = 1; part <= 3; part++)
        {
            Advance(seconds: 20);
            await Waiting.UntilAsync(() => Ended >= part, () => $"No stream has ended in part {part}.");
        }

        Assert.That(Ended, Is.LessThan(Count));
        Advance(seconds: 1);
        await Task.WhenAll(_clients.Select(c => c.ReadToEndAsync()));
    }

    [Test]
    public async Task A_503_while_the_application_stops()
    {
        using var lifetime = new TestLifetime();
        lifetime.StopApplication();
        var services = new ServiceCollection().AddSingleton<IHostApplicationLifetime>(lifetime).BuildServiceProvider();
        Open(Source, services: services, method: "POST");

        await Task.WhenAll(_clients.Select(c => c.Response));

        var seconds = _clients.Select(c => int.Parse(c.Context.Response.Headers.RetryAfter!, CultureInfo.InvariantCulture)).ToList();
        Assert.That(seconds, Has.All.InRange(1, 6));
        Assert.That(seconds.Distinct().Count(), Is.GreaterThan(2));
    }

    [Test]
    public async Task One_error_that_ends_many_streams_is_logged_as_an_error_once()
    {
        using var logs = new LogRecorder();
        var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.Debug).AddProvider(logs)).BuildServiceProvider();
        var topic = new SseTopic("t");
        Open(topic, services: services);
        var error = new FormatException();

        topic.OnError(error);
        await Task.WhenAll(_clients.Select(c => c.ReadToEndAsync()));
        TearDown();
        Open(topic, services: services); // they have returned
        await Task.WhenAll(_clients.Select(c => c.ReadToEndAsync()));
        var otherSource = Observable.Throw<SseEvent>(new FormatException());
        using var other = FakeClient.Start(SseResults.Stream(otherSource, Options), services: services);
        await other.ReadToEndAsync();

        var failures = logs.Entries.Where(l => l.Event == "SourceFailed").ToList();
        Assert.That(failures.Count(l => l.Error == error), Is.EqualTo(2 * Count));
        Assert.That(failures.Count(l => l.Error == error && l.Level == LogLevel.Error), Is.EqualTo(1));
        Assert.That(failures.Where(l => l.Error != error).Select(l => l.Level), Is.EqualTo(new[] { LogLevel.Error }), "another error");
    }

    private int Ended => _clients.Count(c => c.Response.IsCompleted);

    private void Open(
        IObservable<SseEvent> source, int room = 64 * 1024, IServiceProvider? services = null, string method = "GET") =>
        _clients.AddRange(Enumerable.Range(0, Count)
            .Select(_ => FakeClient.Start(SseResults.Stream(source, Options), room, services, method)));

    private async Task AssertRetriesAreSpreadAsync(int milliseconds)
    {
        var texts = await Task.WhenAll(_clients.Select(c => c.ReadToEndAsync()));
        var retries = texts
            .Select(t => t.TrimEnd('\n').Split('\n')[^1])
            .Select(l => int.Parse(l["retry: ".Length..], CultureInfo.InvariantCulture))
            .ToList();
        Assert.That(retries, Has.All.InRange(milliseconds, 2 * milliseconds));
        Assert.That(retries.Distinct().Count(), Is.GreaterThan(Count / 2));
    }
}
