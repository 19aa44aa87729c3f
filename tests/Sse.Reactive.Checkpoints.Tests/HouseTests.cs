using System.Reflection;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The public API of the packages of stores, and the assemblies they reference.</summary>
public class HouseTests
{
    [Test]
    public void The_public_api_of_the_store_in_PostgreSQL_is_the_golden_file() =>
        AssertApi(typeof(SsePostgresCheckpointStore).Assembly, "Postgres");

    [Test]
    public void The_public_api_of_the_store_in_Redis_is_the_golden_file() => AssertApi(typeof(SseRedisCheckpointStore).Assembly, "Redis");

    [Test]
    public void The_stores_reference_the_client_and_never_the_server()
    {
        Assert.That(
            References.Of(typeof(SsePostgresCheckpointStore).Assembly), Is.EquivalentTo(new[] { "Npgsql", "Sse.Reactive" }));
        Assert.That(
            References.Of(typeof(SseRedisCheckpointStore).Assembly),
            Is.EquivalentTo(new[] { "StackExchange.Redis", "Sse.Reactive" }));
    }

    private static void AssertApi(Assembly assembly, string engine) => PublicApi.AssertMatches(
        assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, engine, $"PublicApi.{engine}.txt"));
}
