using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sse.Tests.Shared;

/// <summary>A Redis server of the tests' own, on a free port of 127.0.0.1. It appends each change to a file.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _program = Requires.Program("redis-server");
    private readonly EngineProcess _engine = new();
    private readonly string[] _options;

    private RedisServer(string[] options) => _options = options;

    public int Port => _engine.Port;

    public string Configuration => $"127.0.0.1:{Port}";

    /// <param name="options">Further options of <c>redis-server</c>, such as <c>--requirepass</c> and its value.</param>
    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        var server = new RedisServer(options);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it after <see cref="KillAsync"/>, on the same port.</summary>
    public Task StartAgainAsync()
    {
        _engine.Start(
            _program,
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _engine.Folder, "--appendonly", "yes", "--save", "", .. _options]);
        return _engine.WaitAsync(AnswersAsync);
    }

    public Task KillAsync() => _engine.KillAsync();

    public void Suspend() => _engine.Suspend();

    public void Resume() => _engine.Resume();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[64];
            var length = await client.GetStream().ReadAsync(answer);
            return Encoding.ASCII.GetString(answer, 0, length) is var text
                && (text.StartsWith("+PONG", StringComparison.Ordinal) || text.StartsWith("-NOAUTH", StringComparison.Ordinal));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }
}
