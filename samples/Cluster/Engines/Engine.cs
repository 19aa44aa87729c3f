using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cluster;

/// <summary>
/// An engine that the sample has started, with its files in a folder of its own. Disposing of it stops the engine and removes the files.
/// </summary>
internal sealed class Engine(string kind, string folder) : IAsyncDisposable
{
    private const string Session = "/usr/bin/setsid";

    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    public string Kind => kind;

    public string Folder => folder;

    public int Port { get; } = FreePort();

    /// <summary>Where it is, once it has started.</summary>
    public string Connection { get; set; } = "";

    /// <summary>The process that was started: the engine, or what has started it.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>What stops it cleanly, if ending its process is not enough.</summary>
    public string[] StopCommand { get; set; } = [];

    public static Engine Create(string kind) =>
        new(kind, Directory.CreateTempSubdirectory($"sse-cluster-{kind}-").FullName);

    /// <summary>Runs a program to its end.</summary>
    public async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Launch(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new EngineException($"{program} has failed with exit code {process.ExitCode}.\n{Output}");
        }
    }

    /// <summary>Starts the engine, and waits until it is ready.</summary>
    public async Task StartAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // In a session of its own, Ctrl+C in the terminal stops the nodes first, and not the engine.
        _process = File.Exists(Session) ? Launch(Session, [program, .. arguments]) : Launch(program, arguments);
        var ended = _process.WaitForExitAsync(cancellationToken);
        await Task.WhenAny(_ready.Task, ended).WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        if (_process.HasExited)
        {
            throw new EngineException($"{program} has ended.\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited && StopCommand.Length > 0)
            {
                await RunAsync(StopCommand[0], StopCommand[1..]);
            }

            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Launch(string program, IEnumerable<string> arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                WorkingDirectory = folder,
            })!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new EngineException($"{program} cannot be started: {error.Message}. Install it, or use --postgres or --redis.");
        }

        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
            _output.Remove(0, Math.Max(0, _output.Length - 4000));
        }

        if (line?.Contains("ready to accept connections", StringComparison.OrdinalIgnoreCase) == true)
        {
            _ready.TrySetResult();
        }
    }
}
