using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sse.Tests.Shared;

/// <summary>
/// A server program of the tests' own, such as a database, with its files in a folder of its own. It can be killed, suspended and started
/// again. Both are gone when this object is disposed of, and also when the test run ends for any reason (<c>tests/peers/guard.sh</c>
/// ensures that).
/// </summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly Process _guard;
    private readonly string? _user;
    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <param name="user">The user that the program runs as, if these tests run as root. Default: the user of the tests.</param>
    public EngineProcess(string? user = null)
    {
        foreach (var needed in new[] { "bash", "pgrep", "setpriv" })
        {
            Requires.Program(needed); // for guard.sh
        }

        _user = Environment.UserName == "root" ? user : null;
        Folder = Directory.CreateTempSubdirectory("sse-engine-").FullName;
        File.WriteAllText(
            Path.Combine(Folder, "end.sh"),
            $"""
            pid=$(cat {PidFile}) || exit
            kill -STOP $pid; kill -KILL $(pgrep -P $pid) $pid
            sleep 0.1
            """);
        _guard = Process.Start(new ProcessStartInfo(
            Path.Combine(RepositoryRoot.Path, "tests", "peers", "guard.sh"), [Folder, "sleep", "infinity"])
        {
            RedirectStandardInput = true,
        })!;
        if (_user is not null)
        {
            Run("chown", _user, Folder).GetAwaiter().GetResult();
        }
    }

    /// <summary>The folder of its files.</summary>
    public string Folder { get; }

    /// <summary>The port that it may listen on.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Whether it runs, or is suspended.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The ID of the running process.</summary>
    public int ProcessId => _process!.Id;

    private string PidFile => Path.Combine(Folder, "engine.pid");

    /// <summary>Runs another program as the same user, to its end.</summary>
    public Task RunAsync(string program, params string[] arguments)
    {
        var (file, all) = AsUser(program, arguments);
        return Run(file, all);
    }

    /// <summary>Starts the program.</summary>
    public void Start(string program, params string[] arguments)
    {
        var (file, all) = AsUser(program, arguments);
        _process = Process.Start(new ProcessStartInfo(file, all)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Folder,
        })!;
        File.WriteAllText(PidFile, _process.Id.ToString(CultureInfo.InvariantCulture));
        _process.OutputDataReceived += Received;
        _process.ErrorDataReceived += Received;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until the program answers.</summary>
    /// <param name="tryConnect">Whether it does.</param>
    public async Task WaitAsync(Func<Task<bool>> tryConnect)
    {
        var time = Stopwatch.StartNew();
        while (!await tryConnect())
        {
            if (_process!.HasExited || time.Elapsed > TestDeadline.Value)
            {
                lock (_output)
                {
                    Assert.Fail($"{_process.StartInfo.FileName} does not answer. Its output:\n{_output}");
                }
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Sends SIGKILL to the program and its children, and waits until they have ended.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            Signal("-STOP", [process.Id]); // it starts no more children
            Signal("-KILL", [.. ChildrenOf(process), process.Id]);
            await process.WaitForExitAsync();
            process.Dispose();
            File.Delete(PidFile);
        }
    }

    /// <summary>Suspends the program and its children: it neither answers nor closes connections.</summary>
    public void Suspend()
    {
        Signal("-STOP", [_process!.Id]);
        Signal("-STOP", ChildrenOf(_process));
    }

    /// <summary>Continues what was suspended.</summary>
    public void Resume() => Signal("-CONT", [.. ChildrenOf(_process!), _process!.Id]);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private static IReadOnlyList<int> ChildrenOf(Process process)
    {
        var file = $"/proc/{process.Id}/task/{process.Id}/children";
        return [.. File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    /// <summary>Sends a signal to processes, some of which may have ended.</summary>
    private static void Signal(string signal, IReadOnlyList<int> processes)
    {
        if (processes.Count > 0)
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", [signal, .. processes.Select(id => $"{id}")])
            {
                RedirectStandardError = true,
            })!;
            kill.WaitForExit();
        }
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}\n{string.Join('\n', output)}");
    }

    private (string Program, string[] Arguments) AsUser(string program, string[] arguments) => _user is null
        ? (program, arguments)
        : (Requires.Program("setpriv"), [$"--reuid={_user}", $"--regid={_user}", "--clear-groups", "--", program, .. arguments]);

    private void Received(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
