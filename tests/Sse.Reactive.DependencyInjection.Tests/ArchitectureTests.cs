using Sse.Tests.Shared;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>The public API of the package, and its dependencies.</summary>
public class ArchitectureTests
{
    [Test]
    public void The_public_API_is_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseClient).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));

    [Test]
    public void The_package_depends_on_the_client_and_on_Microsoft_Extensions_only() => Assert.That(
        References.Of(typeof(SseClient).Assembly).Where(name => !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)),
        Is.EquivalentTo(new[] { "Sse.Protocol", "Sse.Reactive", "System.Reactive" }));

    [Test]
    public void The_client_does_not_depend_on_containers_configuration_or_factories() => Assert.That(
        Names(typeof(SseObservable)).Concat(Names(typeof(SseEvent)))
            .Where(name => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                || name.StartsWith("Sse.Reactive.", StringComparison.Ordinal)),
        Is.EquivalentTo(new[] { "Microsoft.Extensions.Logging.Abstractions" }));

    private static IEnumerable<string> Names(Type type) => type.Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}
