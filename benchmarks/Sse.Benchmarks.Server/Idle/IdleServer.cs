using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>A server in a process of its own, which ends with the one that started it, and says what it holds when asked.</summary>
internal sealed class IdleServer : IDisposable
{
    private readonly Process _process;

    private IdleServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>What can be served.</summary>
    public static IReadOnlyDictionary<string, Func<IBroadcaster>> All { get; } = new Dictionary<string, Func<IBroadcaster>>
    {
        ["MapSse"] = () => Topic.Strings,
        ["TypedResults"] = () => Channels.Strings,
        ["bare"] = () => new Bare(),
        ["heartbeats"] = () => new Beating(),
    };

    public int Port { get; }

    public static async Task<IdleServer> StartAsync(string name)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", name]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended before it had started.");
        return new(process, int.Parse(line, CultureInfo.InvariantCulture));
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
                case "cpu":
                    Console.WriteLine(Environment.CpuUsage.TotalTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    Console.WriteLine(Footprint.OfThisProcess());
                    break;
            }
        }
    }

    public async Task<Footprint> FootprintAsync() => Footprint.Parse(await AskAsync("footprint"));

    public async Task<double> CpuMillisecondsAsync() => double.Parse(await AskAsync("cpu"), CultureInfo.InvariantCulture);

    public Task PublishAsync() => AskAsync("publish");

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server has ended.");
    }

    /// <summary>A response that is held open, and no more than that.</summary>
    private sealed class Bare : IBroadcaster
    {
        public string Path => "/bare";

        public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.BodyWriter.FlushAsync();
            var over = new TaskCompletionSource();
            using var aborted = context.RequestAborted.Register(over.SetResult);
            await over.Task;
        });

        public void Publish(int number) => throw new NotSupportedException();
    }

    private sealed class Beating : IBroadcaster
    {
        private readonly SseTopic _topic = new("ticks");

        public string Path => "/heartbeats";

        public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSse(Path, s => _topic.After(s.LastEventId), new() { Heartbeat = CrowdRun.Heartbeat });

        public void Publish(int number) => _topic.Publish(new(Tick.Text(number)));
    }
}
