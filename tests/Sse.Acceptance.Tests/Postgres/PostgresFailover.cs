namespace Sse.Acceptance.Tests;

/// <summary>PostgreSQL with a standby by streaming replication.</summary>
internal sealed class PostgresFailover(PostgresServer primary, PostgresServer standby) : IFailover
{
    public IEngine Primary { get; } = new PostgresEngine(primary);

    public IEngine Standby { get; } = new PostgresEngine(standby);

    public string ConnectionString =>
        $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Username=postgres;Database=postgres;Timeout=5;"
            + "Target Session Attributes=primary;Host Recheck Seconds=1";

    public static async Task<IFailover> StartAsync()
    {
        var primary = await PostgresServer.StartAsync();
        return new PostgresFailover(primary, await PostgresServer.StartStandbyAsync(primary));
    }

    public Task WaitForStandbyAsync(string topic) => primary.WaitForStandbyAsync();

    public Task PromoteAsync() => standby.ExecuteAsync("SELECT pg_promote()");

    public async ValueTask DisposeAsync()
    {
        await standby.DisposeAsync();
        await primary.DisposeAsync();
    }
}
