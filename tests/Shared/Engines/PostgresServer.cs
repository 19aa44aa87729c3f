using Npgsql;

namespace Sse.Tests.Shared;

/// <summary>A PostgreSQL server of the tests' own, on a free port of 127.0.0.1.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly EngineProcess _engine;

    private PostgresServer()
    {
        Requires.Program("pg_ctlcluster"); // which is there if the server is; the programs are not in PATH
        Binaries = Directory.GetDirectories("/usr/lib/postgresql").Order().Last() + "/bin";
        _engine = new("postgres"); // it refuses to run as root
    }

    public int Port => _engine.Port;

    public string ConnectionString => ConnectionStringOf(Port);

    private string Binaries { get; }

    private string Data => $"{_engine.Folder}/data";

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        await server._engine.RunAsync(
            $"{server.Binaries}/initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync");
        await File.AppendAllTextAsync(
            $"{server.Data}/postgresql.conf",
            $"""

            listen_addresses = '127.0.0.1'
            port = {server.Port}
            unix_socket_directories = '{server._engine.Folder}'
            max_connections = 200
            fsync = off

            """);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The connection string with another port: that of a proxy, or of a pooler.</summary>
    public static string ConnectionStringOf(int port) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5;Maximum Pool Size=40";

    /// <summary>Starts it after <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        _engine.Start($"{Binaries}/postgres", "-D", Data);
        await _engine.WaitAsync(async () =>
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
    }

    public Task KillAsync() => _engine.KillAsync();

    public void Suspend() => _engine.Suspend();

    public void Resume() => _engine.Resume();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
