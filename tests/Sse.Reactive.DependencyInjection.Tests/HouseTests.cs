using Sse.Tests.Shared;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>The shape of this room: its public surface, and whom it knows.</summary>
public class HouseTests
{
    [Test]
    public void The_public_api_is_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseClient).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));

    [Test]
    public void This_room_knows_the_client_and_the_platforms_extensions() => Assert.That(
        References.Of(typeof(SseClient).Assembly).Where(name => !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)),
        Is.EquivalentTo(new[] { "Sse.Protocol", "Sse.Reactive", "System.Reactive" }));

    [Test]
    public void The_client_keeps_free_of_containers_configuration_and_factories() => Assert.That(
        Names(typeof(SseObservable)).Concat(Names(typeof(SseEvent)))
            .Where(name => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name.StartsWith("Sse.Reactive.", StringComparison.Ordinal)),
        Is.EquivalentTo(new[] { "Microsoft.Extensions.Logging.Abstractions" }));

    private static IEnumerable<string> Names(Type type) => type.Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}
