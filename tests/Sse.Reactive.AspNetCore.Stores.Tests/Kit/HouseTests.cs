namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The public API of the test kit, and the assemblies it references.</summary>
public class HouseTests
{
    [Test]
    public void The_public_api_is_the_golden_file() =>
        PublicApi.AssertMatches(
            typeof(SseStoreContract).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "Kit", "PublicApi.Testing.txt"));

    [Test]
    public void The_public_api_of_the_store_in_PostgreSQL_is_the_golden_file() =>
        PublicApi.AssertMatches(
            typeof(Postgres.SsePostgresStore).Assembly,
            Path.Combine(TestContext.CurrentContext.TestDirectory, "Postgres", "PublicApi.Postgres.txt"));

    [Test]
    public void The_public_api_of_the_store_in_Redis_is_the_golden_file() =>
        PublicApi.AssertMatches(
            typeof(Redis.SseRedisStore).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "Redis", "PublicApi.Redis.txt"));

    [Test]
    public void The_kit_references_the_server_and_never_the_client() =>
        Assert.That(
            References.Of(typeof(SseStoreContract).Assembly),
            Is.EquivalentTo(new[] { "Sse.Protocol", "Sse.Reactive.AspNetCore", "System.Reactive" }));
}
