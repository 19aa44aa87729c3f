using System.Diagnostics;
using System.Reactive.Linq;

namespace Sse.Benchmarks.Server;

/// <summary>Measures one engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="isQuick">Whether to measure for a shorter time.</param>
/// <param name="isWarmUp">Whether to print nothing.</param>
internal sealed class SharedMeasurement(SharedEngine engine, bool isQuick, bool isWarmUp)
{
    private readonly TimeSpan _time = TimeSpan.FromSeconds(isWarmUp ? 0.5 : isQuick ? 2 : 5);

    /// <summary>What is measured, by name.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["publish", "latency", "replay", "reads", "idle"];

    public Task RunAsync(string part) => part switch
    {
        "publish" => PublishAsync(),
        "latency" => LatencyAsync(),
        "replay" => ReplayAsync(isWarmUp ? 2_000 : 10_000),
        "reads" => ReadsAsync(),
        "idle" => IdleAsync(5_000),
        _ => throw new ArgumentException($"There is no part '{part}'.", nameof(part)),
    };

    private static SseEvent Event(int number) => new(Tick.Json(number), "tick");

    private static string UniqueName(string purpose) => $"{purpose}-{Guid.NewGuid():N}";

    private async Task PublishAsync()
    {
        await PublishAsync(1, topics: 1);
        await PublishAsync(64, topics: 1);
        await PublishAsync(64, topics: 64);
    }

    /// <summary>Each publisher waits for the confirmation of its event; what waits together is one batch.</summary>
    private async Task PublishAsync(int publishers, int topics)
    {
        await using var node = await SharedNode.OpenAsync(engine.Open);
        var prefix = UniqueName("publish");
        var count = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(i => Task.Run(async () =>
        {
            var topic = node.Topics[$"{prefix}-{i % topics}"];
            while (Stopwatch.GetElapsedTime(start) < _time)
            {
                await topic.PublishAsync(Event(Interlocked.Increment(ref count)));
            }
        })));
        Print($"publish, {publishers} publishers, {topics} topics", $"{count / Stopwatch.GetElapsedTime(start).TotalSeconds:#,0}/s");
    }

    /// <summary>20 events a second from one node to ten subscribers of another, and the engine's own round trips.</summary>
    private async Task LatencyAsync()
    {
        await using var one = await SharedNode.OpenAsync(engine.Open);
        await using var two = engine.Open is null ? one : await SharedNode.OpenAsync(engine.Open);
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
        for (var number = 0; number < 40 * _time.TotalSeconds; number++)
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
            Print("confirmation of a publish", $"median {At(confirmed, 0.5):0.00} ms, p99 {At(confirmed, 0.99):0.0} ms");
            Print("latency to another node", $"median {At(delays, 0.5):0.00} ms, p99 {At(delays, 0.99):0.0} ms");
            Print("the latter after the former, medians", $"{At(delays, 0.5) - At(confirmed, 0.5):0.00} ms");
        }
    }

    /// <summary>One subscriber reads everything, of which the ring of its node has a tenth at most.</summary>
    private async Task ReplayAsync(int events)
    {
        await using var node = await SharedNode.OpenAsync(
            engine.Open, maxEvents: engine.Open is null ? events : 1000, replayFromOldest: true);
        var topic = node.Topics[UniqueName("replay")];
        await Enumerable.Range(0, events).Select(Event).ToObservable().PublishToAsync(topic, maxWaiting: events);
        var start = Stopwatch.GetTimestamp();
        await topic.After("").Take(events).LastAsync();
        Print("replay", $"{events / Stopwatch.GetElapsedTime(start).TotalSeconds:#,0} events/s");
    }

    /// <summary>How often the engine is read for 500 events.</summary>
    private async Task ReadsAsync()
    {
        if (engine.Open is null)
        {
            return;
        }

        await using var publisher = await SharedNode.OpenAsync(engine.Open);
        foreach (var subscribers in new[] { 1, 200, 1000 })
        {
            await using var node = await SharedNode.OpenAsync(engine.Open);
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

    /// <summary>CPU time of topics with a subscriber each, to which nothing is published. The warm-up polls often.</summary>
    private async Task IdleAsync(int topics)
    {
        await using var node = await SharedNode.OpenAsync(engine.Open, pollInterval: isWarmUp ? TimeSpan.FromMilliseconds(20) : null);
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
            Console.WriteLine($"{engine.Name,-12} {what,-42} {value}");
        }
    }
}
