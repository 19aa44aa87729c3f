using System.Diagnostics;
using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>A server in a separate process, which ends with this one and reports its memory on request.</summary>
internal sealed class IdleServer : IDisposable
{
    private readonly Process _process;
    private readonly int _port;
    private readonly string _path;

    private IdleServer(Process process, int port, string path)
    {
        _process = process;
        _port = port;
        _path = path;
    }

    /// <summary>The servers, by name.</summary>
    public static IReadOnlyDictionary<string, Func<IEndpointBroadcaster>> All { get; } = new Dictionary<string, Func<IEndpointBroadcaster>>
    {
        ["MapSse"] = () => Topic.WithHeartbeats,
        ["no heartbeats"] = () => Topic.Strings,
        ["TypedResults"] = () => Channels.Strings,
        ["bare"] = () => new BareKestrel(),
    };

    public static async Task<IdleServer> StartAsync(string name)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["serve", name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The server ended before it had started.");
        return new(process, int.Parse(line, CultureInfo.InvariantCulture), All[name]().Path);
    }

    /// <summary>Runs in the separate process: answers commands from standard input.</summary>
    public static async Task ServeAsync(string name)
    {
        var broadcaster = All[name]();
        await using var server = await BroadcastServer.StartAsync(broadcaster);
        Console.WriteLine(server.Port);
        var published = 0;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line)
            {
                case ['p', 'u', 'b', 'l', 'i', 's', 'h', ' ', .. var number]:
                    var events = int.Parse(number, CultureInfo.InvariantCulture);
                    broadcaster.PublishAll(published, events);
                    published += events;
                    Console.WriteLine("done");
                    break;
                case "subscribers":
                    Console.WriteLine(broadcaster.Subscribers);
                    break;
                case "cpu":
                    Console.WriteLine(Environment.CpuUsage.TotalTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    Console.WriteLine(Footprint.OfThisProcess());
                    break;
            }
        }
    }

    /// <summary>Opens connections, and waits until each has received an event.</summary>
    public async Task ConnectAsync(Crowd crowd, int count)
    {
        var connected = await SubscribersAsync();
        await crowd.OpenAsync(_port, _path, count);
        await Waiting.UntilAsync(async () => await SubscribersAsync() >= connected + count);
        await PublishAsync();
        await Waiting.UntilAsync(() => Task.FromResult(crowd.Reached == count));
    }

    /// <summary>Waits until all subscribers have left.</summary>
    public Task EmptiedAsync() => Waiting.UntilAsync(async () => await SubscribersAsync() == 0);

    public async Task<Footprint> FootprintAsync() => Footprint.Parse(await AskAsync("footprint"));

    public async Task<double> CpuMillisecondsAsync() => double.Parse(await AskAsync("cpu"), CultureInfo.InvariantCulture);

    public Task PublishAsync(int events = 1) => AskAsync($"publish {events}");

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task<int> SubscribersAsync() => int.Parse(await AskAsync("subscribers"), CultureInfo.InvariantCulture);

    private async Task<string> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Waiting.Deadline)
            ?? throw new InvalidOperationException("The server has ended.");
    }
}
