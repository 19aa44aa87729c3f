using System.Diagnostics;
using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>Subscribers in a separate process, which ends with this one and reads commands line by line.</summary>
internal sealed class DrainProcess : IDisposable
{
    private readonly Process _process;

    private DrainProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static DrainProcess Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["drain"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // Events are counted on the thread that polls the sockets: a hop to the thread pool for each read would take CPU time from the
        // server.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        return new(Process.Start(start)!);
    }

    /// <summary>Runs in the separate process: executes commands from standard input.</summary>
    public static async Task DrainAsync()
    {
        var crowds = new Dictionary<string, Crowd>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            try
            {
                if (words[0] == "open")
                {
                    await (crowds[words[2]] = new()).OpenAsync(Number(words[1]), words[2], Number(words[3]));
                }
                else if (words[0] == "pass")
                {
                    await crowds[words[1]].PassedAsync(long.Parse(words[2], CultureInfo.InvariantCulture));
                }
                else
                {
                    await crowds[words[1]].ReachedAsync(long.Parse(words[2], CultureInfo.InvariantCulture));
                }

                Console.WriteLine("done");
            }
            catch (Exception error)
            {
                Console.WriteLine(error.Message);
            }
        }

        static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
    }

    public Task OpenAsync(int port, string path, int count) => SendAsync($"open {port} {path} {count}");

    /// <summary>Waits until all subscribers of a path together have received a number of events.</summary>
    public Task ReachedAsync(string path, long events) => SendAsync($"reach {path} {events}");

    /// <summary>Waits until all subscribers of a path together have received a number of events, or more.</summary>
    public Task PassedAsync(string path, long events) => SendAsync($"pass {path} {events}");

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task SendAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        if (await _process.StandardOutput.ReadLineAsync() is var answer && answer != "done")
        {
            throw new InvalidOperationException($"The subscribers failed to execute '{line}': {answer}");
        }
    }
}
