using System.Diagnostics;
using System.Globalization;

namespace Sse.Soak;

/// <summary>The process of the server, as seen by the clients.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process = SelfProcess.Start(["server"], isConnected: true);
    private readonly SemaphoreSlim _gate = new(1);

    public int Port { get; private set; }

    public async Task StartAsync() => Port = int.Parse(await ReadAsync(), CultureInfo.InvariantCulture);

    public async Task<Figures> MeasureAsync() => Figures.Parse(await AskAsync("figures"));

    /// <summary>The number of the newest event of each topic.</summary>
    public async Task<long[]> NewestAsync() =>
        [.. (await AskAsync("newest")).Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    public Task RestartAsync(bool isAbrupt) => AskAsync(isAbrupt ? "abort" : "restart");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            _process.Kill();
        }

        _process.Dispose();
        _gate.Dispose();
    }

    private async Task<string> AskAsync(string line)
    {
        await _gate.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            return await ReadAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server has ended.");
}
