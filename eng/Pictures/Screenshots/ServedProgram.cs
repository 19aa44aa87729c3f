using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pictures.Screenshots;

/// <summary>A program that prints its URL once it listens. It is stopped with its children when this object is disposed.</summary>
internal sealed partial class ServedProgram : IDisposable
{
    private readonly Process _process;

    private ServedProgram(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    /// <summary>Starts a command of the shell, and waits until it prints its URL.</summary>
    public static async Task<ServedProgram> StartAsync(string command)
    {
        var process = Process.Start(new ProcessStartInfo("bash", ["-c", $"{{ {command}; }} 2>&1"]) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (UrlPattern().Match(line) is { Success: true } url)
            {
                _ = process.StandardOutput.ReadToEndAsync(); // the program must not wait for a full pipe
                return new(process, url.Value);
            }
        }

        throw new InvalidOperationException($"The command ended without printing a URL: {command}");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/?")]
    private static partial Regex UrlPattern();
}
