using System.Diagnostics;
using System.Text;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>The built tool as a process.</summary>
internal sealed class SseProcess : IDisposable
{
    public static readonly TimeSpan Deadline = TestDeadline.Value;

    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly ProcessOutput _error;

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

        _process = Signals.Start(start);
        _output = new(_process.StandardOutput);
        _error = new(_process.StandardError);
    }

    private static string Assembly => Path.Combine(TestContext.CurrentContext.TestDirectory, "sse.dll");

    /// <summary>The command that runs the tool in a shell.</summary>
    public static string Command => $"dotnet exec '{Assembly}'";

    public StreamWriter Input => _process.StandardInput;

    public static SseProcess Start(params string[] arguments) => new("dotnet", ["exec", Assembly, .. arguments], []);

    public static Task<ProcessResult> RunAsync(params string[] arguments) => ResultOf(Start(arguments));

    public static Task<ProcessResult> RunAsync((string Name, string Value) variable, params string[] arguments) =>
        ResultOf(new("dotnet", ["exec", Assembly, .. arguments], [variable]));

    /// <summary>Runs a shell script to its end.</summary>
    public static Task<ProcessResult> RunShellAsync(string script) => ResultOf(StartShell(script));

    /// <summary>Starts a shell script.</summary>
    public static SseProcess StartShell(string script) => new(Requires.Program("bash"), ["-c", script], []);

    /// <summary>Starts a shell script in a terminal of 100 columns, which util-linux's <c>script</c> provides.</summary>
    public static SseProcess StartInTerminal(string script, params (string Name, string Value)[] environment) =>
        new(Requires.Program("script"), ["-qec", $"stty cols 100 rows 40; {script}", "/dev/null"], environment);

    public Task WaitForOutputAsync(string text) => _output.WaitForAsync(text);

    public Task WaitForErrorAsync(string text) => _error.WaitForAsync(text);

    public string Error => _error.Text;

    public void Send(int signal) => Signals.Send(_process.Id, signal);

    public async Task<ProcessResult> EndAsync()
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

    private static async Task<ProcessResult> ResultOf(SseProcess tool)
    {
        using (tool)
        {
            return await tool.EndAsync();
        }
    }
}
