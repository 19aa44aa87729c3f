using System.Diagnostics;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>A consumer in a process of its own, which prints a line for each event that it has processed.</summary>
internal sealed class ConsumerProcess : IAsyncDisposable
{
    private static readonly string Program =
        typeof(ConsumerProcess).Assembly.Location.Replace("Checkpoints.Tests.dll", "Tests.Crash.dll", StringComparison.Ordinal);

    private readonly CancellationTokenSource _deadline = new(TestDeadline.Value);
    private readonly Process _process;

    public ConsumerProcess(params string[] arguments) =>
        _process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Program, .. arguments]) { RedirectStandardOutput = true })!;

    /// <summary>What it has printed.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Reads up to this many lines.</summary>
    /// <returns>Whether it has printed as many.</returns>
    public async Task<bool> ReadAsync(int count)
    {
        while (count-- > 0)
        {
            if (await _process.StandardOutput.ReadLineAsync(_deadline.Token) is not { } line)
            {
                return false;
            }

            Lines.Add(line);
        }

        return true;
    }

    /// <summary>Sends SIGKILL, and reads what it has printed by then.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <summary>Reads what it prints until it ends.</summary>
    public async Task EndAsync()
    {
        await ReadAsync(int.MaxValue);
        await _process.WaitForExitAsync(_deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(_deadline.Token);
        }

        _process.Dispose();
        _deadline.Dispose();
    }
}
