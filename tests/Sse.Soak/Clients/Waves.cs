using System.Diagnostics;

namespace Sse.Soak;

/// <summary>The clients, in waves: each wave connects, lives through faults, and must then have every event.</summary>
internal static class Waves
{
    private const int Batch = 50;
    private static readonly TimeSpan MinFaulty = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MaxCatchUp = TimeSpan.FromSeconds(200);
    private static readonly TimeSpan MaxSettling = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var server = new ServerProcess();
        await server.StartAsync();
        using var proxy = new FaultyProxy(() => server.Port);
        await RunWaveAsync(server, proxy, Math.Max(1, arguments.Wave / 2), MinFaulty, isAbrupt: false); // warms both processes up
        await RunWaveAsync(server, proxy, Math.Max(1, arguments.Wave / 2), MinFaulty, isAbrupt: true);
        await SettleAsync(proxy);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var (serverBefore, clientsBefore) = (await server.MeasureAsync(), Figures.Measure());
        Console.WriteLine($"server before   {serverBefore}\nclients before  {clientsBefore}");

        var (clock, total, longestCatchUp) = (Stopwatch.StartNew(), new WaveResult(0, 0, 0, []), TimeSpan.Zero);
        var waves = (arguments.Clients + arguments.Wave - 1) / arguments.Wave;
        for (var wave = 0; wave < waves && total.Failures.Count == 0; wave++)
        {
            var start = clock.Elapsed;
            var faulty = (TimeSpan.FromMinutes(arguments.Minutes) - start) / (waves - wave) - longestCatchUp;
            faulty = faulty < MinFaulty ? MinFaulty : faulty;
            var size = Math.Min(arguments.Wave, arguments.Clients - wave * arguments.Wave);
            var result = await RunWaveAsync(server, proxy, size, faulty, isAbrupt: wave % 2 == 1);
            longestCatchUp = clock.Elapsed - start - faulty;
            total += result;
            Console.WriteLine($"wave {wave + 1,3} of {waves}  {clock.Elapsed:hh\\:mm\\:ss}  {result}, {proxy.Connections} connections");
        }

        await SettleAsync(proxy);
        var (serverAfter, clientsAfter) = await MeasureAsync(server, serverBefore, clientsBefore);
        Console.WriteLine($"server after    {serverAfter}\nclients after   {clientsAfter}");
        Console.WriteLine($"{total}, {proxy.Connections} connections, {clock.Elapsed:hh\\:mm\\:ss}");
        Console.WriteLine(string.Join(", ", Enum.GetValues<Fault>().Select(fault => $"{fault} {proxy.Counts[(int)fault]}")));
        string[] problems =
        [
            .. total.Failures,
            .. serverAfter.IsAs(serverBefore) ? Array.Empty<string>() : ["the server is not what it was"],
            .. clientsAfter.IsAs(clientsBefore) ? Array.Empty<string>() : ["the clients' process is not what it was"],
            .. Enum.GetValues<Fault>().Where(fault => proxy.Counts[(int)fault] == 0).Select(fault => $"{fault} never happened"),
        ];
        Console.WriteLine(
            problems.Length == 0 ? "nothing lost, nothing duplicated, nothing left" : $"FAILED: {string.Join("; ", problems)}");
        return problems.Length == 0 ? 0 : 1;
    }

    private static async Task<WaveResult> RunWaveAsync(
        ServerProcess server, FaultyProxy proxy, int size, TimeSpan faulty, bool isAbrupt)
    {
        var clock = Stopwatch.StartNew();
        proxy.IsFaulty = true;
        var newest = await server.NewestAsync();
        var followers = new List<Follower>();
        foreach (var batch in Enumerable.Range(0, size).Chunk(Batch))
        {
            followers.AddRange(batch.Select(i => Start(proxy.Port, i % newest.Length, i % 2 == 0 ? 0 : newest[i % newest.Length] - 10)));
            await Task.Delay(20);
        }

        await WaitAsync(clock, faulty / 2);
        await server.RestartAsync(isAbrupt);
        await WaitAsync(clock, faulty);

        proxy.IsFaulty = false;
        var last = await server.NewestAsync();
        List<Follower> behind = followers;
        var catchingUp = Stopwatch.StartNew();
        while (behind.Count > 0 && catchingUp.Elapsed < MaxCatchUp)
        {
            await Task.Delay(100);
            behind = [.. behind.Where(one => one.Failure is null && one.Last < last[Array.IndexOf(Topics.Names, one.Topic)])];
        }

        foreach (var follower in followers)
        {
            follower.Subscription!.Dispose();
        }

        return new(
            followers.Count,
            followers.Sum(follower => follower.Received),
            followers.Sum(follower => follower.Gaps),
            [
                .. followers.Select(follower => follower.Failure).OfType<string>().Take(5),
                .. behind.Take(5).Select(follower => $"{follower.Topic}: still at event {follower.Last}, as one of {behind.Count}"),
            ]);
    }

    private static Follower Start(int port, int topic, long last)
    {
        var follower = new Follower(Topics.Names[topic], last);
        follower.Subscription = SseObservable.Connect(new Uri($"http://127.0.0.1:{port}/{follower.Topic}"), new()
        {
            LastEventId = last > 0 ? $"{last}" : "",
            IdleTimeout = TimeSpan.FromSeconds(10),
            ReconnectionTime = TimeSpan.FromMilliseconds(200),
            MaxBackoffDelay = TimeSpan.FromSeconds(2),
        }).Subscribe(follower);
        return follower;
    }

    private static Task WaitAsync(Stopwatch clock, TimeSpan until) =>
        clock.Elapsed < until ? Task.Delay(until - clock.Elapsed) : Task.CompletedTask;

    /// <summary>Waits until all connections are closed.</summary>
    private static async Task SettleAsync(FaultyProxy proxy)
    {
        proxy.IsFaulty = false;
        for (var clock = Stopwatch.StartNew(); proxy.Open > 0 && clock.Elapsed < MaxSettling;)
        {
            await Task.Delay(100);
        }
    }

    /// <summary>Measures until both processes are what they were, or have had time enough: pools shrink slowly.</summary>
    private static async Task<(Figures Server, Figures Clients)> MeasureAsync(
        ServerProcess server, Figures serverBefore, Figures clientsBefore)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var (serverAfter, clientsAfter) = (await server.MeasureAsync(), Figures.Measure());
            if ((serverAfter.IsAs(serverBefore) && clientsAfter.IsAs(clientsBefore)) || clock.Elapsed > MaxSettling)
            {
                return (serverAfter, clientsAfter);
            }

            await Task.Delay(TimeSpan.FromSeconds(3));
        }
    }
}
