using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>A sample as a process, with its output in a pipe.</summary>
internal sealed class Sample : IDisposable
{
    public static readonly TimeSpan Deadline = TestDeadline.Value;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;
    private readonly Task _reading;

    private Sample(string command, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            Environment = { ["TERM"] = "xterm" },
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Signals.Start(start);
        _error = _process.StandardError.ReadToEndAsync();
        _reading = ReadOutputAsync();
    }

    public static Sample Start(string name, params string[] arguments) => new("dotnet", ["exec", PathOf(name), .. arguments]);

    /// <summary>Starts a sample in a terminal, which util-linux's <c>script</c> provides.</summary>
    public static Sample StartInTerminal(string name, string arguments, string environment = "NO_COLOR=") => new(
        Requires.Program("script"),
        ["-qec", $"stty cols 140 rows 40; exec env {environment} dotnet exec '{PathOf(name)}' {arguments}", "/dev/null"]);

    /// <summary>Runs a sample that trusts a certificate.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string name, FileInfo trusted, params string[] arguments)
    {
        using var sample = new Sample("dotnet", ["exec", PathOf(name), .. arguments], ("SSL_CERT_FILE", trusted.FullName));
        return await sample.WaitForExitAsync();
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string name, params string[] arguments)
    {
        using var sample = Start(name, arguments);
        return await sample.WaitForExitAsync();
    }

    /// <summary>The output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Waits until the output contains the text.</summary>
    public Task WaitForOutputAsync(string text) => WaitUntilAsync(output => output.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until the output matches the pattern.</summary>
    public Task WaitForMatchAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) =>
        WaitUntilAsync(output => Regex.IsMatch(output, pattern), pattern);

    /// <summary>Waits until the condition is true for the output.</summary>
    public async Task WaitUntilAsync(Func<string, bool> condition, string description)
    {
        var time = Stopwatch.StartNew();
        while (!condition(Output))
        {
            if (time.Elapsed > Deadline || (_process.HasExited && _reading.IsCompleted && !condition(Output)))
            {
                Assert.Fail($"The output does not show: {description}\nOutput:\n{Output}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Sends SIGINT, as Ctrl+C does in a terminal.</summary>
    public void Interrupt() => Send(Signals.Interrupt);

    public void Send(int signal) => Signals.Send(_process.Id, signal);

    /// <summary>Presses Ctrl+C in the sample's terminal.</summary>
    public async Task PressControlCAsync()
    {
        await _process.StandardInput.WriteAsync('\u0003');
        await _process.StandardInput.FlushAsync();
    }

    public async Task<(int ExitCode, string Output, string Error)> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        await _reading.WaitAsync(Deadline);
        return (_process.ExitCode, Output, await _error.WaitAsync(Deadline));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string PathOf(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, name + ".dll");

    private async Task ReadOutputAsync()
    {
        var buffer = new char[1024];
        int count;
        while ((count = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            lock (_output)
            {
                _output.Append(buffer, 0, count);
            }
        }
    }
}
