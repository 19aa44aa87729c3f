using Sse.Tests.Shared;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The kit's public surface, and whom it knows.</summary>
public class HouseTests
{
    private static readonly string[] Rooms = ["Sse.Protocol", "Sse.Reactive", "System.Reactive"];

    [Test]
    public void The_public_api_is_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseScript).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));

    [Test]
    public void The_kit_depends_on_the_client_and_on_Rx_and_on_no_testing_framework() =>
        Assert.That(References.Of(typeof(SseScript).Assembly), Is.SubsetOf(Rooms));

    [Test]
    public void The_client_does_not_know_the_kit() =>
        Assert.That(References.Of(typeof(SseObservable).Assembly).Concat(References.Of(typeof(SseEvent).Assembly)), Does.Not.Contain("Sse.Reactive.Testing"));
}
