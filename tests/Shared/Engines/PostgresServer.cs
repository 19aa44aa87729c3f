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

    private string Saved => $"{_engine.Folder}/saved";

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        await server._engine.RunAsync(
            $"{server.Binaries}/initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.ConfigureAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a standby that follows another server.</summary>
    public static async Task<PostgresServer> StartStandbyAsync(PostgresServer primary)
    {
        var server = new PostgresServer();
        await server._engine.RunAsync(
            $"{server.Binaries}/pg_basebackup", "-d", $"host=127.0.0.1 port={primary.Port} user=postgres", "-D", server.Data,
            "--write-recovery-conf", "--checkpoint=fast", "--no-sync");
        await server.ConfigureAsync();
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

    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Waits until a standby has everything, although it may not have applied it.</summary>
    public Task WaitForStandbyAsync() =>
        WaitForAsync("SELECT count(*) = 1 AND bool_and(flush_lsn = pg_current_wal_lsn()) FROM pg_stat_replication");

    /// <summary>Waits until no transaction is open, such as one of a client that was killed.</summary>
    public Task WaitForTransactionsAsync() => WaitForAsync(
        "SELECT count(*) = 0 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()");

    /// <summary>Saves its files, and starts it again.</summary>
    public async Task SaveAsync()
    {
        await KillAsync();
        await _engine.RunAsync("cp", "-a", Data, Saved);
        await StartAgainAsync();
    }

    /// <summary>Kills it, and starts it with the files that were saved.</summary>
    public async Task RestoreAsync()
    {
        await KillAsync();
        await _engine.RunAsync("rm", "-r", Data);
        await _engine.RunAsync("cp", "-a", Saved, Data);
        await StartAgainAsync();
    }

    public Task KillAsync() => _engine.KillAsync();

    public void Suspend() => _engine.Suspend();

    public void Resume() => _engine.Resume();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private Task ConfigureAsync() => File.AppendAllTextAsync(
        $"{Data}/postgresql.conf",
        $"""

        listen_addresses = '127.0.0.1'
        port = {Port}
        unix_socket_directories = '{_engine.Folder}'
        max_connections = 200
        fsync = off

        """);

    private Task WaitForAsync(string condition) => _engine.WaitAsync(async () => await ExecuteAsync(condition) is true);
}
