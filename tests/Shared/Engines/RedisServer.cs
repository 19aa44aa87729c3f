using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace Sse.Tests.Shared;

/// <summary>
/// A Redis server of the tests' own, on a free port of 127.0.0.1. It writes each change to its file before it confirms it: by default, a
/// server that is killed while the disk is busy loses up to two seconds. The environment variable SSE_REDIS names another program than
/// <c>redis-server</c>, such as <c>valkey-server</c>.
/// </summary>
internal sealed class RedisServer : EngineServer
{
    /// <summary>What a user of topics needs, as docs/scale.md says. With several servers, add <c>+info</c>.</summary>
    public const string Permissions = "~sse:* &sse:* +@stream +@scripting +@pubsub +@connection +time +exists +pexpire";

    /// <summary>A script that removes the newest events of a stream, as if the server continued from a backup.</summary>
    public const string LoseLatest =
        """
        local entries = redis.call('XRANGE', KEYS[1], '-', '+')
        redis.call('DEL', KEYS[1])
        for i = 1, #entries - ARGV[1] do redis.call('XADD', KEYS[1], entries[i][1], unpack(entries[i][2])) end
        """;

    private readonly string _program = Environment.GetEnvironmentVariable("SSE_REDIS") ?? Requires.Program("redis-server");
    private readonly string[] _options;

    private RedisServer(string[] options) => _options = options;

    public string Configuration => ConfigurationOf(Port);

    private protected override string Data => Path.Combine(Engine.Folder, "appendonlydir");

    /// <param name="options">Further options of <c>redis-server</c>, such as <c>--requirepass</c> and its value.</param>
    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        var server = new RedisServer(options);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The configuration with another port: that of a proxy.</summary>
    public static string ConfigurationOf(int port) => $"127.0.0.1:{port}";

    public override Task StartAgainAsync()
    {
        Engine.Start(
            _program,
            [
                "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Engine.Folder,
                "--appendonly", "yes", "--appendfsync", "always", "--save", "", .. _options,
            ]);
        return Engine.WaitAsync(AnswersAsync);
    }

    /// <summary>Runs a command on a connection of its own.</summary>
    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Configuration + ",allowAdmin=true");
        return await connection.GetServers()[0].ExecuteAsync(command, arguments);
    }

    /// <summary>Creates a user, whose password is <c>secret</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rule">What it may do.</param>
    /// <returns>The configuration of a connection of that user.</returns>
    public async Task<string> AddUserAsync(string name, string rule)
    {
        var rules = rule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await ExecuteAsync("ACL", ["SETUSER", name, "on", ">secret", "resetchannels", .. rules]);
        return $"{Configuration},user={name},password=secret";
    }

    /// <summary>Removes the newest events of a topic, as if the server continued from a backup.</summary>
    public Task LoseLatestAsync(string topic, int events) => ExecuteAsync("EVAL", LoseLatest, 1, "sse:" + topic, events);

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
