using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Reactive.Testing;
using Sse.Reactive.AspNetCore.Tests.Serving;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The application stops: streams end one by one, each with a word of when to come back.</summary>
public sealed class ShutdownTests
{
    private readonly List<FakeClient> _clients = [];
    private TestScheduler _scheduler = null!;
    private Lifetime _lifetime = null!;
    private Feed _source = null!;

    [SetUp]
    public void SetUp()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _scheduler = new();
        _lifetime = new();
        _source = new();
    }

    [TearDown]
    public void TearDown()
    {
        _clients.ForEach(c => c.Dispose());
        _clients.Clear();
        _lifetime.Dispose();
        _source.Dispose();
    }

    [Test]
    public async Task Streams_end_over_the_period_each_with_a_retry_of_its_own()
    {
        Open(count: 200, TimeSpan.FromSeconds(5));
        await Waiting.Until(() => _clients.All(c => c.Flushes > 0), () => "not open");

        _lifetime.StopApplication();
        var ended = new List<int>();
        for (var second = 1; second <= 5; second++)
        {
            _scheduler.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
            var complete = 0;
            await Waiting.Until(() => (complete = Ended) >= ended.Sum() + 1, () => $"none ended in second {second}");
            ended.Add(complete - ended.Sum());
        }

        var texts = await Task.WhenAll(_clients.Select(c => c.Rest()));
        Assert.That(texts, Has.All.Match("^retry: [0-9]{4}\n\n$"));
        var retries = texts.Select(t => int.Parse(t["retry: ".Length..].Trim(), System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.That(retries, Has.All.InRange(3000, 8000));
        Assert.That(retries.Distinct().Count(), Is.GreaterThan(100));
        Assert.That(_clients.Count(c => c.IsReset), Is.Zero);
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task A_client_that_takes_nothing_does_not_hold_up_the_end()
    {
        Open(count: 1, TimeSpan.FromSeconds(5), room: 10);
        await Waiting.Until(() => _source.HasObservers, () => "nobody subscribes");
        _source.OnNext(new("0123456789"));
        _source.OnNext(new("it waits"));

        _lifetime.StopApplication();
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(6.9).Ticks);
        Assert.That(_clients[0].IsReset, Is.False);
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(0.1).Ticks);

        Assert.That(_clients[0].IsReset);
        await _clients[0].Response.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public async Task The_period_keeps_within_half_of_the_hosts_time()
    {
        Open(count: 50, TimeSpan.FromMinutes(5));
        await Waiting.Until(() => _clients.All(c => c.Flushes > 0), () => "not open");

        _lifetime.StopApplication();
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(5).Ticks);

        await Task.WhenAll(_clients.Select(c => c.Rest()));
    }

    [Test]
    public async Task Whoever_comes_while_it_stops_is_told_to_come_back()
    {
        _lifetime.StopApplication();
        Open(count: 1, TimeSpan.FromSeconds(5));

        await _clients[0].Response;

        Assert.That(_clients[0].Context.Response.StatusCode, Is.EqualTo(503));
        Assert.That(_clients[0].Context.Response.Headers.RetryAfter.ToString(), Is.EqualTo("1"));
        Assert.That(_clients[0].Now(), Is.EqualTo("The server is stopping."));
    }

    [Test]
    public async Task A_host_that_stops_does_so_in_time_with_streams_open()
    {
        var scheduled = new SseServerOptions { ShutdownSpread = TimeSpan.FromMilliseconds(200) };
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => _source, scheduled));
        using var http = new HttpClient();
        using var response = await http.GetAsync(server.Uri, HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync();

        await server.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(15)); // the host would wait for 30 s

        Assert.That(await reading, Does.Match("^retry: [0-9]+\n\n$"));
    }

    private int Ended => _clients.Count(c => c.Response.IsCompleted);

    private void Open(int count, TimeSpan period, int room = 64 * 1024)
    {
        var services = new ServiceCollection().AddSingleton<IHostApplicationLifetime>(_lifetime)
            .Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10)).BuildServiceProvider();
        var options = new SseServerOptions { Scheduler = _scheduler, ShutdownSpread = period, Random = new(1), HeartbeatInterval = null };
        _clients.AddRange(Enumerable.Range(0, count).Select(_ => FakeClient.Of(SseResults.Stream(_source, options), room, services)));
    }
}
