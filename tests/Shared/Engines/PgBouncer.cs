using System.Net.Sockets;

namespace Sse.Tests.Shared;

/// <summary>PgBouncer in transaction mode: each transaction may use another connection to the server.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly EngineProcess _process = new("postgres"); // it refuses to run as root

    public string ConnectionString => PostgresServer.ConnectionStringOf(_process.Port) + ";No Reset On Close=true";

    public static async Task<PgBouncer> StartAsync(int serverPort)
    {
        var program = Requires.Program("pgbouncer");
        var bouncer = new PgBouncer();
        var file = Path.Combine(bouncer._process.Folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            file,
            $"""
            [databases]
            postgres = host=127.0.0.1 port={serverPort} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {bouncer._process.Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 10
            ignore_startup_parameters = extra_float_digits
            """);
        bouncer._process.Start(program, file);
        await bouncer._process.WaitAsync(async () =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", bouncer._process.Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return bouncer;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
