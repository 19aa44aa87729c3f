using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>docs/conformance.md names tests of the client that exist.</summary>
public class ConformanceTableTests
{
    private static IEnumerable<string> NamedTests { get; } = [.. ConformanceTable.NamesIn("client").Where(name => name.Contains('_'))];

    [TestCaseSource(nameof(NamedTests))]
    public void Each_test_it_names_exists(string name) => Assert.That(ConformanceTable.Tests, Does.Contain(name));
}
