using System.Diagnostics;
using System.Globalization;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Both servers in a separate process, which ends with the process that started it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly int[] _ports;

    private ServerProcess(Process process, int[] ports)
    {
        _process = process;
        _ports = ports;
    }

    public Uri Streaming => At(_ports[0]);

    public Uri SilentHttp1 => At(_ports[1]);

    public Uri SilentHttp2 => At(_ports[2]);

    public static async Task<ServerProcess> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(
            "The server process exited before it was ready.");
        return new(process, [.. line.Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);
    }

    public static async Task ServeAsync()
    {
        using var streaming = new StreamingServer();
        var (app, http1Port, http2Port) = await SilentServer.StartAsync();
        await using var silent = app;
        Console.WriteLine($"{streaming.Port} {http1Port} {http2Port}");
        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static Uri At(int port) => new($"http://127.0.0.1:{port}/");
}
