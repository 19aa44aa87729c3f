using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>
/// Deliveries per second over HTTP to another process, in a steady state: another node publishes as fast as the subscribers receive. All
/// engines are measured in each round, in rotating order, and compared with the memory of the same round.
/// </summary>
/// <param name="engines">The engines; the first is the memory.</param>
/// <param name="subscribers">How many clients each engine has.</param>
internal sealed class SharedFanout(IReadOnlyList<SharedEngine> engines, int subscribers) : IAsyncDisposable
{
    private const int Group = 250; // events that are published at once
    private const int UnderWay = 2_000; // less than any ring holds

    private readonly List<SharedNode> _nodes = [];
    private readonly List<Audience> _audiences = [];
    private readonly DrainProcess _drain = DrainProcess.Start();
    private BroadcastServer? _server;

    /// <param name="rounds">How many rounds.</param>
    /// <param name="time">How long each engine is measured in a round.</param>
    public async Task RunAsync(int rounds, TimeSpan time)
    {
        await OpenAsync();
        foreach (var audience in _audiences)
        {
            await audience.StreamAsync(TimeSpan.FromSeconds(2), Group, UnderWay, static () => { }, static _ => { }); // warms up
        }

        var results = engines.Select(_ => new Result[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < engines.Count; i++)
            {
                var engine = (round + i) % engines.Count;
                results[engine][round] = await MeasureAsync(engine, time);
            }
        }

        for (var engine = 0; engine < engines.Count; engine++)
        {
            Print(engines[engine].Name, results[engine], results[0]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _drain.Dispose();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task OpenAsync()
    {
        List<SharedBroadcaster> broadcasters = [];
        foreach (var (name, open, _) in engines)
        {
            var one = await SharedNode.OpenAsync(open, maxEvents: 10_000, replayFromOldest: true);
            var two = open is null ? one : await SharedNode.OpenAsync(open);
            _nodes.AddRange(one == two ? [one] : [one, two]);
            var topic = $"fanout-{Guid.NewGuid():N}";
            broadcasters.Add(new($"/{name}", one.Topics[topic], two.Topics[topic]));
        }

        _server = await BroadcastServer.StartAsync([.. broadcasters]);
        foreach (var broadcaster in broadcasters)
        {
            _audiences.Add(await Audience.OpenAsync(broadcaster, subscribers, _drain, _server.Port));
        }
    }

    private async Task<Result> MeasureAsync(int engine, TimeSpan time)
    {
        GC.Collect();
        var clock = new Stopwatch();
        var before = default(CpuTimes);
        var result = default(Result);
        await _audiences[engine].StreamAsync(
            time,
            Group,
            UnderWay,
            () =>
            {
                before = CpuTimes.Now(engines[engine].ProcessId, _drain.Id);
                clock.Start();
            },
            deliveries => result = new(deliveries, clock.Elapsed, CpuTimes.Now(engines[engine].ProcessId, _drain.Id) - before));
        return result;
    }

    private void Print(string name, Result[] results, Result[] memory)
    {
        var rates = results.Select(r => r.Rate).ToArray();
        var ratios = results.Select((r, round) => r.Rate / memory[round].Rate).ToArray();
        var title = $"fan-out, {subscribers} subscribers";
        Line(title, $"{At(rates, 0.5):#,0} deliveries/s (quartiles {At(rates, 0.25):#,0}, {At(rates, 0.75):#,0})");
        Line($"{title}, of memory", $"{At(ratios, 0.5):0.00} (quartiles {At(ratios, 0.25):0.00}, {At(ratios, 0.75):0.00})");
        Line(
            $"{title}, cores in use",
            $"node {Cores(c => c.Node):0.00}, engine {Cores(c => c.Engine):0.00}, clients {Cores(c => c.Clients):0.00}; "
            + $"node {At(results.Select(r => r.Cpu.Node.TotalMicroseconds / r.Deliveries), 0.5):0.000} µs a delivery");

        double Cores(Func<CpuTimes, TimeSpan> cpu) => At(results.Select(r => cpu(r.Cpu) / r.Time), 0.5);

        void Line(string what, string value) => Console.WriteLine($"{name,-12} {what,-42} {value}");
    }

    private static double At(IEnumerable<double> values, double quantile)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * quantile)];
    }

    /// <summary>One engine in one round.</summary>
    private readonly record struct Result(long Deliveries, TimeSpan Time, CpuTimes Cpu)
    {
        public double Rate => Deliveries / Time.TotalSeconds;
    }
}
