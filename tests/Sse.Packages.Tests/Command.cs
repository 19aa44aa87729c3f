using System.Diagnostics;
using System.Text;
using Sse.Tests.Shared;

namespace Sse.Packages.Tests;

/// <summary>A program as a process, with its output.</summary>
internal sealed class Command : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private Command(string program, IEnumerable<string> arguments, string? folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Repository.Root,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // a build must not leave processes behind that hold the pipes open
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name); // set by the build that runs these tests
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Append(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Append(_error, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The standard output so far.</summary>
    public string Output => Text(_output);

    public string Error => Text(_error);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public int ExitCode => _process.ExitCode;

    public static Command Start(string program, params IEnumerable<string> arguments) => new(program, arguments, null);

    /// <summary>Runs the program to its end; it must exit with code 0.</summary>
    public static Task<Command> RunAsync(string program, params IEnumerable<string> arguments) => RunInAsync(null, program, arguments);

    /// <inheritdoc cref="RunAsync"/>
    public static async Task<Command> RunInAsync(string? folder, string program, params IEnumerable<string> arguments)
    {
        using var command = new Command(program, arguments, folder);
        await command.WaitForExitAsync();
        Assert.That(
            command.ExitCode,
            Is.Zero,
            $"{program} {string.Join(' ', command._process.StartInfo.ArgumentList)}\n{command.Output}\n{command.Error}");
        return command;
    }

    /// <summary>Waits for a line of the output that contains the text.</summary>
    public async Task<string> WaitForOutputAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            if (Lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            Assert.That(_process.HasExited, Is.False, $"It exited without printing '{text}':\n{Output}\n{Error}");
            await Task.Delay(20, deadline.Token);
        }
    }

    /// <summary>Sends SIGTERM, as service managers do.</summary>
    public void Terminate() => Signals.Send(_process.Id, Signals.Terminate);

    public async Task WaitForExitAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _process.WaitForExitAsync(deadline.Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            _ = line is null ? text : text.Append(line).Append('\n');
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
