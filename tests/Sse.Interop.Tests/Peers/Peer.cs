using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Sse.Interop.Tests.Peers;

/// <summary>
/// Somebody else's program, as a process group of its own. It is gone when this is disposed of, and when the test run is gone, however that went
/// (<c>tests/peers/guard.sh</c> sees to it).
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
        foreach (var program in new[] { "bash", "pgrep", "setpriv" })
        {
            Requires.Program(program); // for guard.sh
        }

        _start = new(Path.Combine(Repository.Peers, "guard.sh"), [folder, Requires.Program(command), .. arguments])
        {
            WorkingDirectory = Repository.Peers,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["LC_ALL"] = "C" }, // whatever the user's locale is, and whether it is installed: bash says so where it is not
        };
    }

    /// <summary>What it listens on, on 127.0.0.1.</summary>
    public int Port { get; private init; }

    public Uri Uri => new($"http://127.0.0.1:{Port}/{Page}");

    /// <summary>What of it is meant.</summary>
    public string Page { get; init; } = "";

    /// <summary>Whose descendants all of its processes are.</summary>
    public int ProcessId => _guard!.Id;

    /// <summary>Once it has ended.</summary>
    public int ExitCode => _guard!.ExitCode;

    /// <summary>What it has written so far, to both of its outputs.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    /// <param name="command">A program, by name.</param>
    /// <param name="arguments">Made from its port and its scratch folder.</param>
    /// <param name="files">What to write to its scratch folder before it starts: names and, made from its port and its folder, contents.</param>
    /// <param name="page">What of it is meant.</param>
    public static async Task<Peer> ServeAsync(
        string command, Func<int, string, IEnumerable<string>> arguments, Func<int, string, IEnumerable<(string Name, string Content)>>? files = null, string page = "")
    {
        var port = FreePort.Next();
        var folder = NewFolder();
        var contents = files?.Invoke(port, folder).ToDictionary(f => f.Name, f => f.Content) ?? [];
        var peer = new Peer(command, arguments(port, folder), folder, contents) { Port = port, Page = page };
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

    /// <summary>Starts one of the servers of <c>tests/peers/servers</c>, whose first argument is their port.</summary>
    public static async Task<Peer> NodeAsync(string script, params string[] arguments)
    {
        await NodeModules.RequireAsync();
        return await ServeAsync("node", (port, _) => [$"servers/{script}", $"{port}", .. arguments]);
    }

    /// <summary>Starts a program that listens nowhere.</summary>
    public static Peer Run(string command, params string[] arguments) => Run(command, arguments, "");

    /// <summary>Starts a program that listens nowhere.</summary>
    /// <param name="command">A program, by name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="atEnd">What the shell is to do when it is gone, however that came.</param>
    public static Peer Run(string command, string[] arguments, string atEnd)
    {
        var peer = new Peer(command, arguments, NewFolder(), atEnd.Length > 0 ? new() { ["end.sh"] = atEnd } : []);
        peer.Start();
        return peer;
    }

    /// <summary>Starts it (again, on the same port) and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        Start();
        var time = Stopwatch.StartNew();
        while (!await AcceptsAsync())
        {
            if (_guard!.HasExited || time.Elapsed > Deadline)
            {
                await KillAsync();
                Assert.Fail($"'{string.Join(' ', _start.ArgumentList.Skip(1))}' does not listen on {Port}. It wrote:\n{Output}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>SIGKILL, to all of its processes; they are gone when this returns.</summary>
    public async Task KillAsync()
    {
        if (_guard is { } guard)
        {
            guard.StandardInput.Close();
            await guard.WaitForExitAsync().WaitAsync(Deadline);
        }
    }

    /// <summary>SIGTERM, as whoever stops a service sends it, to its first process; it is gone, and all others are, when this returns.</summary>
    public async Task StopAsync()
    {
        var first = Listening.Children(ProcessId).First(id => Listening.Of(id).Count > 0);
        Signals.Send(first, Signals.Terminate);
        await EndAsync();
    }

    /// <summary>Waits until it ends by itself, which is to be soon.</summary>
    public async Task<string> EndAsync()
    {
        if (!await EndsWithinAsync(Deadline))
        {
            Assert.Fail($"'{string.Join(' ', _start.ArgumentList.Skip(1))}' does not end. It wrote:\n{Output}");
        }

        return Output;
    }

    /// <summary>Waits for its end, for a while.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
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

    /// <summary>Waits until it has written something.</summary>
    public async Task<string> WrittenAsync(string text)
    {
        var time = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.That(time.Elapsed, Is.LessThan(Deadline), $"'{text}' was not written, but:\n{Output}");
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
            await TestContext.Out.WriteLineAsync($"{_start.ArgumentList[1]} wrote:\n{Output}");
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
