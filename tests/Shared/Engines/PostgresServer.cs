using Npgsql;

namespace Sse.Tests.Shared;

/// <summary>
/// A PostgreSQL server of the tests' own, on a free port of 127.0.0.1. The environment variable SSE_POSTGRES names the folder of the
/// programs of another version.
/// </summary>
internal sealed class PostgresServer : EngineServer
{
    private readonly string _binaries = FindBinaries();

    private PostgresServer()
        : base("postgres") // it refuses to run as root
    {
    }

    public string ConnectionString => ConnectionStringOf(Port);

    private protected override string Data => $"{Engine.Folder}/data";

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        await server.Engine.RunAsync(
            $"{server._binaries}/initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.ConfigureAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a standby that follows another server.</summary>
    public static async Task<PostgresServer> StartStandbyAsync(PostgresServer primary)
    {
        var server = new PostgresServer();
        await server.Engine.RunAsync(
            $"{server._binaries}/pg_basebackup", "-d", $"host=127.0.0.1 port={primary.Port} user=postgres", "-D", server.Data,
            "--write-recovery-conf", "--checkpoint=fast", "--no-sync");
        await server.ConfigureAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The connection string with another port: that of a proxy, or of a pooler.</summary>
    public static string ConnectionStringOf(int port) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5;Maximum Pool Size=40";

    public override async Task StartAgainAsync()
    {
        Engine.Start($"{_binaries}/postgres", "-D", Data);
        await Engine.WaitAsync(async () =>
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

    private static string FindBinaries()
    {
        if (Environment.GetEnvironmentVariable("SSE_POSTGRES") is { } folder)
        {
            return folder;
        }

        Requires.Program("pg_ctlcluster"); // which is there if the server is; the programs are not in PATH
        return Directory.GetDirectories("/usr/lib/postgresql").Order().Last() + "/bin";
    }

    private Task ConfigureAsync() => File.AppendAllTextAsync(
        $"{Data}/postgresql.conf",
        $"""

        listen_addresses = '127.0.0.1'
        port = {Port}
        unix_socket_directories = '{Engine.Folder}'
        max_connections = 200
        fsync = off

        """);

    private Task WaitForAsync(string condition) => Engine.WaitAsync(async () => await ExecuteAsync(condition) is true);
}
