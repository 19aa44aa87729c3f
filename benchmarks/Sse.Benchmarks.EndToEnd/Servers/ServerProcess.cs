using System.Diagnostics;
using System.Globalization;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Both servers in a process of their own, which ends with the one that started it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly int[] _ports;

    private ServerProcess(Process process, int[] ports)
    {
        _process = process;
        _ports = ports;
    }

    public Uri Sending => At(_ports[0]);

    public Uri SilentHttp1 => At(_ports[1]);

    public Uri SilentHttp2 => At(_ports[2]);

    public static async Task<ServerProcess> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended before it had started.");
        return new(process, [.. line.Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);
    }

    public static async Task ServeAsync()
    {
        using var sending = new SendingServer();
        var (app, http1Port, http2Port) = await SilentServer.StartAsync();
        await using var silent = app;
        Console.WriteLine($"{sending.Port} {http1Port} {http2Port}");
        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static Uri At(int port) => new($"http://127.0.0.1:{port}/");
}
