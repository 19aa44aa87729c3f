using System.Diagnostics;
using System.Text;

namespace Sse.Tool.Tests.Running;

/// <summary>The built tool, as a process of its own.</summary>
internal sealed class SseProcess : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Reading _output;
    private readonly Reading _error;

    private SseProcess(string command, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in environment.Prepend(("TERM", "xterm")).Prepend(("NO_COLOR", "")))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = new(_process.StandardOutput);
        _error = new(_process.StandardError);
    }

    /// <summary>How a shell runs it.</summary>
    public static string Command => $"dotnet exec '{Path.Combine(TestContext.CurrentContext.TestDirectory, "sse.dll")}'";

    public StreamWriter Input => _process.StandardInput;

    public static SseProcess Start(params string[] arguments) => new("dotnet", ["exec", Path.Combine(TestContext.CurrentContext.TestDirectory, "sse.dll"), .. arguments], []);

    public static Task<Result> RunAsync(params string[] arguments) => EndOf(Start(arguments));

    public static Task<Result> RunAsync((string Name, string Value) variable, params string[] arguments) =>
        EndOf(new("dotnet", ["exec", Path.Combine(TestContext.CurrentContext.TestDirectory, "sse.dll"), .. arguments], [variable]));

    /// <summary>A command line of a shell.</summary>
    public static Task<Result> ShellAsync(string script) => EndOf(StartShell(script));

    /// <summary>A command line of a shell, that goes on.</summary>
    public static SseProcess StartShell(string script) => new("bash", ["-c", script], []);

    /// <summary>In a terminal of 100 columns: util-linux's script gives it one.</summary>
    public static Task<Result> TerminalAsync(string script, params (string Name, string Value)[] environment) =>
        EndOf(new("script", ["-qec", $"stty cols 100 rows 40; {script}", "/dev/null"], environment));

    public Task WrittenAsync(string text) => _output.ContainsAsync(text);

    public Task ToldAsync(string text) => _error.ContainsAsync(text);

    public string Told => _error.Text;

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<Result> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        return new(_process.ExitCode, await _output.EndAsync(), await _error.EndAsync());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static async Task<Result> EndOf(SseProcess tool)
    {
        using (tool)
        {
            return await tool.EndAsync();
        }
    }
}
