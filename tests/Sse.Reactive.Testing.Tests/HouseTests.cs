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
        Assert.That(References(typeof(SseScript)), Is.SubsetOf(Rooms));

    [Test]
    public void The_client_does_not_know_the_kit() =>
        Assert.That(References(typeof(SseObservable)).Concat(References(typeof(SseEvent))), Does.Not.Contain("Sse.Reactive.Testing"));

    private static IEnumerable<string> References(Type type) => type.Assembly.GetReferencedAssemblies()
        .Select(a => a.Name!)
        .Where(name => Rooms.Contains(name) || File.Exists(Path.Combine(TestContext.CurrentContext.TestDirectory, name + ".dll")));
}
