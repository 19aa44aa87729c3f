using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Acceptance.Tests;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgresEngine(PostgresServer server) : IEngine
{
    public string Name => "postgres";

    public string ConnectionString => server.ConnectionString;

    public EngineServer Server => server;

    public string ConnectionStringVia(string host, int port) =>
        PostgresServer.ConnectionStringOf(port).Replace("127.0.0.1", host, StringComparison.Ordinal);

    public ISseStore OpenStore() => new SsePostgresStore(ConnectionString);
}
