using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>What a server of Redis 6.2 answers when a client connects and asks for its version: its scripts do not know that.</summary>
internal sealed class OldRedis : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public OldRedis()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Configuration => RedisServer.ConfigurationOf(((IPEndPoint)_listener.LocalEndpoint).Port);

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static string Answer(string[] command) => command[0].ToUpperInvariant() switch
    {
        "INFO" => Bulk("# Server\r\nredis_version:6.2.14\r\nredis_mode:standalone\r\n# Replication\r\nrole:master\r\n"),
        "PING" => "+PONG\r\n",
        "ECHO" => Bulk(command[1]),
        "CONFIG" => "*0\r\n",
        "CLIENT" when command[1].Equals("ID", StringComparison.OrdinalIgnoreCase) => ":1\r\n",
        "CLIENT" or "AUTH" or "SELECT" => "+OK\r\n",
        "SUBSCRIBE" => $"*3\r\n{Bulk("subscribe")}{Bulk(command[1])}:1\r\n",
        "SCRIPT" => Bulk(new string('0', 40)), // a hash, by which the client names the script
        "EVAL" or "EVALSHA" or "GET" => "$-1\r\n", // a script that returns redis.REDIS_VERSION returns nothing
        var name => $"-ERR unknown command `{name}`\r\n", // such as HELLO with RESP3
    };

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        using var stop = _stop.Token.Register(client.Dispose);
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await reader.ReadLineAsync() is { } count)
            {
                var command = new string[Length(count)];
                for (var i = 0; i < command.Length; i++)
                {
                    var text = new char[Length((await reader.ReadLineAsync())!)];
                    await reader.ReadBlockAsync(text);
                    await reader.ReadLineAsync();
                    command[i] = new(text);
                }

                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(Answer(command)));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
        }

        static int Length(string line) => int.Parse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
