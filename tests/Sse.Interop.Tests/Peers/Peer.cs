using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Sse.Interop.Tests.Peers;

/// <summary>
/// A third-party program that runs as a separate process group. It ends when this object is disposed, and also when the test run ends for
/// any reason (<c>tests/peers/guard.sh</c> ensures that).
/// </summary>
internal sealed class Peer : IServer
{
    public static readonly TimeSpan Deadline = TestDeadline.Value;

    private readonly ProcessStartInfo _start;
    private readonly string _folder;
    private readonly Dictionary<string, string> _files;
    private readonly Transcript _output = new();
    private Process? _guard;
    private Task _reading = Task.CompletedTask;

    private Peer(string command, IEnumerable<string> arguments, string folder, Dictionary<string, string> files)
    {
        _folder = folder;
        _files = files;
        foreach (var needed in new[] { "bash", "pgrep", "setpriv" })
        {
            Requires.Program(needed); // for guard.sh
        }

        var program = Path.IsPathRooted(command) ? command : Requires.Program(command);
        _start = new(Path.Combine(Repository.Peers, "guard.sh"), [folder, program, .. arguments])
        {
            WorkingDirectory = Repository.Peers,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["LC_ALL"] = "C" }, // independent of the user's locale; bash prints a warning if that is not installed
        };
    }

    /// <summary>The port it listens on, on 127.0.0.1.</summary>
    public int Port { get; private init; }

    public Uri Uri => new($"http://127.0.0.1:{Port}/{UrlPath}");

    /// <summary>The path of <see cref="Uri"/>.</summary>
    public string UrlPath { get; init; } = "";

    /// <summary>The ID of the guard process, the ancestor of all its processes.</summary>
    public int ProcessId => _guard!.Id;

    /// <summary>The exit code, once it has exited.</summary>
    public int ExitCode => _guard!.ExitCode;

    /// <summary>Its standard output and standard error so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    /// <param name="command">The name of the program.</param>
    /// <param name="arguments">Creates the arguments from the port and the scratch folder.</param>
    /// <param name="files">Creates the files of the scratch folder from the port and the folder.</param>
    /// <param name="path">The path of its <see cref="Uri"/>.</param>
    public static async Task<Peer> ServeAsync(
        string command,
        Func<int, string, IEnumerable<string>> arguments,
        Func<int, string, IEnumerable<(string Name, string Content)>>? files = null,
        string path = "")
    {
        var port = FreePort.Next();
        var folder = NewFolder();
        var contents = files?.Invoke(port, folder).ToDictionary(f => f.Name, f => f.Content) ?? [];
        var peer = new Peer(command, arguments(port, folder), folder, contents) { Port = port, UrlPath = path };
        try
        {
            await peer.StartAsync();
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }

        return peer;
    }

    /// <summary>Starts a server of <c>tests/peers/servers</c>; its first argument is the port.</summary>
    public static async Task<Peer> NodeAsync(string script, params string[] arguments)
    {
        await NodeModules.RequireAsync();
        return await ServeAsync("node", (port, _) => [$"servers/{script}", $"{port}", .. arguments]);
    }

    /// <summary>Starts a program that is not a server.</summary>
    public static Peer Run(string command, params string[] arguments) => Run(command, arguments, "");

    /// <summary>Starts a program that is not a server.</summary>
    /// <param name="command">The name of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cleanUp">A shell command that runs after the program has ended for any reason.</param>
    public static Peer Run(string command, string[] arguments, string cleanUp)
    {
        var peer = new Peer(command, arguments, NewFolder(), cleanUp.Length > 0 ? new() { ["end.sh"] = cleanUp } : []);
        peer.Start();
        return peer;
    }

    /// <summary>Starts or restarts it on the same port, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        Start();
        var time = Stopwatch.StartNew();
        while (!await AcceptsAsync())
        {
            if (_guard!.HasExited || time.Elapsed > Deadline)
            {
                await KillAsync();
                Assert.Fail($"'{string.Join(' ', _start.ArgumentList.Skip(1))}' does not listen on {Port}. Output:\n{Output}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Sends SIGKILL to all its processes and waits until they have ended.</summary>
    public async Task KillAsync()
    {
        if (_guard is { } guard)
        {
            guard.StandardInput.Close();
            await guard.WaitForExitAsync().WaitAsync(Deadline);
        }
    }

    /// <summary>Sends SIGTERM to its main process, as service managers do, and waits until all its processes have ended.</summary>
    public async Task StopAsync()
    {
        var first = ListeningSockets.Children(ProcessId).First(id => ListeningSockets.Of(id).Count > 0);
        Signals.Send(first, Signals.Terminate);
        await WaitForExitAsync();
    }

    /// <summary>Waits until it exits by itself.</summary>
    public async Task<string> WaitForExitAsync()
    {
        if (!await TryWaitForExitAsync(Deadline))
        {
            Assert.Fail($"'{string.Join(' ', _start.ArgumentList.Skip(1))}' does not exit. Output:\n{Output}");
        }

        return Output;
    }

    /// <summary>Waits until it exits, for at most this long.</summary>
    public async Task<bool> TryWaitForExitAsync(TimeSpan time)
    {
        try
        {
            await Task.WhenAll(_guard!.WaitForExitAsync(), _reading).WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Waits until its output contains the text.</summary>
    public async Task<string> WaitForOutputAsync(string text)
    {
        var time = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.That(time.Elapsed, Is.LessThan(Deadline), $"The output does not contain '{text}':\n{Output}");
            await Task.Delay(10);
        }

        return Output;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _guard?.Dispose();
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed && Output.Length > 0)
        {
            await TestContext.Out.WriteLineAsync($"Output of {_start.ArgumentList[1]}:\n{Output}");
        }
    }

    private static string NewFolder() => Path.Combine(Path.GetTempPath(), "sse-peer-" + Path.GetRandomFileName());

    private void Start()
    {
        _guard?.Dispose();
        Directory.CreateDirectory(_folder);
        foreach (var (name, content) in _files)
        {
            File.WriteAllText(Path.Combine(_folder, name), content);
        }

        _guard = Process.Start(_start)!;
        _reading = Task.WhenAll(_output.ReadAsync(_guard.StandardOutput), _output.ReadAsync(_guard.StandardError));
    }

    private async Task<bool> AcceptsAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
