using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Acceptance.Tests;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgresEngine(PostgresServer server) : IEngine
{
    public string Name => "postgres";

    public int Port => server.Port;

    public string ConnectionString => server.ConnectionString;

    public PostgresServer Server => server;

    public string ConnectionStringVia(string host, int port) =>
        PostgresServer.ConnectionStringOf(port).Replace("127.0.0.1", host, StringComparison.Ordinal);

    public ISseStore OpenStore() => new SsePostgresStore(ConnectionString);

    public Task KillAsync() => server.KillAsync();

    public Task StartAgainAsync() => server.StartAgainAsync();

    public void Suspend() => server.Suspend();

    public void Resume() => server.Resume();

    public Task SaveAsync() => server.SaveAsync();

    public Task RestoreAsync() => server.RestoreAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
