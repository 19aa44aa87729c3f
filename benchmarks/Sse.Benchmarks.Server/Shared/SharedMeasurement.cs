using System.Diagnostics;
using System.Reactive.Linq;

namespace Sse.Benchmarks.Server;

/// <summary>Measures one engine.</summary>
/// <param name="name">Its name.</param>
/// <param name="open">Opens a store; <see langword="null"/> for topics in memory.</param>
/// <param name="isQuick">Whether to measure for a shorter time.</param>
/// <param name="isWarmUp">Whether to print nothing.</param>
internal sealed class SharedMeasurement(string name, Func<Task<ISseStore>>? open, bool isQuick, bool isWarmUp)
{
    private const int Subscribers = 200;

    private readonly TimeSpan _time = TimeSpan.FromSeconds(isWarmUp ? 0.5 : isQuick ? 2 : 5);

    /// <summary>Deliveries per second.</summary>
    public double Fanout { get; private set; }

    public async Task RunAsync()
    {
        await PublishAsync(1);
        await PublishAsync(64);
        await LatencyAsync();
        await ReplayAsync(isWarmUp ? 2_000 : 10_000);
        await ReadsAsync();
        await FanoutAsync();
        await IdleAsync(5_000);
    }

    private static SseEvent Event(int number) => new(Tick.Json(number), "tick");

    private static string UniqueName(string purpose) => $"{purpose}-{Guid.NewGuid():N}";

    /// <summary>Each publisher waits for the confirmation of its event; what waits together is one batch.</summary>
    private async Task PublishAsync(int publishers)
    {
        await using var node = await SharedNode.OpenAsync(open);
        var topic = node.Topics[UniqueName("publish")];
        var count = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < _time)
            {
                await topic.PublishAsync(Event(Interlocked.Increment(ref count)));
            }
        })));
        Print($"publish, {publishers} publishers of one topic", $"{count / Stopwatch.GetElapsedTime(start).TotalSeconds:#,0}/s");
    }

    /// <summary>20 events a second from one node to ten subscribers of another, and the engine's own round trips.</summary>
    private async Task LatencyAsync()
    {
        await using var one = await SharedNode.OpenAsync(open);
        await using var two = open is null ? one : await SharedNode.OpenAsync(open);
        var topicName = UniqueName("latency");
        var sent = new Dictionary<string, long>(StringComparer.Ordinal);
        var delays = new List<double>();
        var subscriptions = Enumerable.Range(0, 10).Select(_ => two.Topics[topicName].Subscribe(e =>
        {
            lock (sent)
            {
                if (sent.TryGetValue(e.Data, out var at))
                {
                    delays.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                }
            }
        })).ToList();
        await Task.Delay(300);
        List<double> confirmed = [];
        for (var (number, end) = (0, Stopwatch.GetTimestamp() + (long)(_time.TotalSeconds * Stopwatch.Frequency));
            Stopwatch.GetTimestamp() < end;
            number++)
        {
            var value = Event(number);
            var start = Stopwatch.GetTimestamp();
            lock (sent)
            {
                sent[value.Data] = start;
            }

            await one.Topics[topicName].PublishAsync(value);
            confirmed.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(50);
        }

        await Task.Delay(200);
        subscriptions.ForEach(s => s.Dispose());
        lock (sent)
        {
            Print("latency to another node", $"median {At(delays, 0.5):0.00} ms, p99 {At(delays, 0.99):0.0} ms");
        }

        Print("confirmation of a publish", $"median {At(confirmed, 0.5):0.00} ms, p99 {At(confirmed, 0.99):0.0} ms");
    }

    /// <summary>One subscriber reads everything, of which the ring of its node has a tenth at most.</summary>
    private async Task ReplayAsync(int events)
    {
        await using var node = await SharedNode.OpenAsync(open, maxEvents: open is null ? events : 1000, replayFromOldest: true);
        var topic = node.Topics[UniqueName("replay")];
        await Enumerable.Range(0, events).Select(Event).ToObservable().PublishToAsync(topic, maxWaiting: events);
        var start = Stopwatch.GetTimestamp();
        await topic.After("").Take(events).LastAsync();
        Print("replay", $"{events / Stopwatch.GetElapsedTime(start).TotalSeconds:#,0} events/s");
    }

    /// <summary>How often the engine is read for 500 events.</summary>
    private async Task ReadsAsync()
    {
        if (open is null)
        {
            return;
        }

        await using var publisher = await SharedNode.OpenAsync(open);
        foreach (var subscribers in new[] { 1, 200, 1000 })
        {
            await using var node = await SharedNode.OpenAsync(open);
            var topicName = UniqueName("reads");
            var received = 0;
            var subscriptions = Enumerable.Range(0, subscribers)
                .Select(_ => node.Topics[topicName].Subscribe(_ => Interlocked.Increment(ref received))).ToList();
            await Task.Delay(300);
            var before = node.Store!.Reads;
            for (var i = 0; i < 500; i++)
            {
                _ = publisher.Topics[topicName].PublishAsync(Event(i)).AsTask();
                if (i % 10 == 0)
                {
                    await Task.Delay(1);
                }
            }

            await Waiting.UntilAsync(() => Task.FromResult(Volatile.Read(ref received) == 500 * subscribers));
            Print($"engine reads, {subscribers} subscribers", $"{node.Store.Reads - before}");
            subscriptions.ForEach(s => s.Dispose());
        }
    }

    /// <summary>Bursts of a thousand events from another node, over HTTP to another process.</summary>
    private async Task FanoutAsync()
    {
        await using var one = await SharedNode.OpenAsync(open, maxEvents: 10_000, replayFromOldest: true);
        await using var two = open is null ? one : await SharedNode.OpenAsync(open);
        var topicName = UniqueName("fanout");
        var broadcaster = new SharedBroadcaster("/shared", one.Topics[topicName], two.Topics[topicName]);
        using var drain = DrainProcess.Start();
        await using var server = await BroadcastServer.StartAsync(broadcaster);
        var audience = await Audience.OpenAsync(broadcaster, Subscribers, drain, server.Port);
        List<Cost> costs = [];
        for (var start = Stopwatch.GetTimestamp(); costs.Count < 3 || Stopwatch.GetElapsedTime(start) < _time;)
        {
            costs.Add(await audience.BurstAsync(1000));
        }

        Fanout = 1e9 / At(costs.ConvertAll(c => c.Time), 0.5);
        var cpu = At(costs.ConvertAll(c => c.Cpu), 0.5) / 1000;
        Print($"fan-out, {Subscribers} subscribers", $"{Fanout:#,0} deliveries/s, {cpu:0.00} µs CPU each");
    }

    /// <summary>CPU time of topics with a subscriber each, to which nothing is published. The warm-up polls often.</summary>
    private async Task IdleAsync(int topics)
    {
        await using var node = await SharedNode.OpenAsync(open, pollInterval: isWarmUp ? TimeSpan.FromMilliseconds(20) : null);
        var prefix = UniqueName("idle");
        var subscriptions = Enumerable.Range(0, topics).Select(i => node.Topics[$"{prefix}-{i}"].Subscribe(_ => { })).ToList();
        await Task.Delay(TimeSpan.FromSeconds(isWarmUp ? 3 : isQuick ? 6 : 10)); // until all have read, and the first poll is over
        var (cpu, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(isWarmUp ? 3 : 20)); // four polls
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Print($"{topics:#,0} idle topics", $"{used:0.0} ms CPU a second");
        subscriptions.ForEach(s => s.Dispose());
    }

    private static double At(List<double> values, double quantile)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : values[(int)Math.Min(values.Count - 1, values.Count * quantile)];
    }

    private void Print(string what, string value)
    {
        if (!isWarmUp)
        {
            Console.WriteLine($"{name,-12} {what,-42} {value}");
        }
    }
}
