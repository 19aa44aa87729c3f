using Sse.Tests.Shared;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The public API of the test kit, and its dependencies.</summary>
public class ArchitectureTests
{
    private static readonly string[] Dependencies = ["Sse.Protocol", "Sse.Reactive", "System.Reactive"];

    [Test]
    public void The_public_API_is_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseScript).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));

    [Test]
    public void The_kit_depends_on_the_client_and_on_Rx_only() =>
        Assert.That(References.Of(typeof(SseScript).Assembly), Is.SubsetOf(Dependencies));

    [Test]
    public void The_client_does_not_depend_on_the_kit() =>
        Assert.That(
            References.Of(typeof(SseObservable).Assembly).Concat(References.Of(typeof(SseEvent).Assembly)),
            Does.Not.Contain("Sse.Reactive.Testing"));
}
