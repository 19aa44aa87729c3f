using System.Diagnostics;
using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>A server in a process of its own, which ends with the one that started it, and says what it holds when asked.</summary>
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

    /// <summary>What can be served.</summary>
    public static IReadOnlyDictionary<string, Func<IEndpoint>> All { get; } = new Dictionary<string, Func<IEndpoint>>
    {
        ["MapSse"] = () => Topic.Beating,
        ["no heartbeats"] = () => Topic.Strings,
        ["TypedResults"] = () => Channels.Strings,
        ["bare"] = () => new Bare(),
    };

    public static async Task<IdleServer> StartAsync(string name)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", name]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended before it had started.");
        return new(process, int.Parse(line, CultureInfo.InvariantCulture), All[name]().Path);
    }

    /// <summary>The process that is told.</summary>
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
                case "publish":
                    broadcaster.Publish(published++);
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

    /// <summary>Opens connections, and waits until an event has come on each.</summary>
    public async Task WelcomeAsync(Crowd crowd, int count)
    {
        var there = await SubscribersAsync();
        await crowd.OpenAsync(_port, _path, count);
        await Waiting.Until(async () => await SubscribersAsync() >= there + count);
        await PublishAsync();
        await Waiting.Until(() => Task.FromResult(crowd.Reached == count));
    }

    public async Task<Footprint> FootprintAsync() => Footprint.Parse(await AskAsync("footprint"));

    public async Task<double> CpuMillisecondsAsync() => double.Parse(await AskAsync("cpu"), CultureInfo.InvariantCulture);

    public Task PublishAsync() => AskAsync("publish");

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task<int> SubscribersAsync() => int.Parse(await AskAsync("subscribers"), CultureInfo.InvariantCulture);

    private async Task<string> AskAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Waiting.Deadline) ?? throw new InvalidOperationException("The server has ended.");
    }
}
