using Sse.Tests.Shared;

namespace Sse.Protocol.Tests;

/// <summary>docs/conformance.md names tests and cases that exist.</summary>
public class ConformanceTableTests
{
    private static IEnumerable<string> Names { get; } = [.. ConformanceTable.NamesIn("decoder")];

    private static IReadOnlyList<string> Cases { get; } =
        [.. new[] { "wpt-vectors.json", "more-vectors.json" }.SelectMany(Vector.Load).Select(vector => vector.Name)];

    private static IEnumerable<string> NamedTests => Names.Where(name => name.Contains('_'));

    private static IEnumerable<string> NamedCases => Names.Where(name => Cases.Any(@case => name.StartsWith(Folder(@case), StringComparison.Ordinal)));

    [TestCaseSource(nameof(NamedTests))]
    public void Each_test_it_names_exists(string name) => Assert.That(ConformanceTable.Tests, Does.Contain(name));

    [TestCaseSource(nameof(NamedCases))]
    public void Each_case_it_names_exists(string name)
    {
        // "id/seeded ..." and "wpt/format-field-id-3(...)" stand for all that begin so.
        var start = name.IndexOf("...", StringComparison.Ordinal);

        Assert.That(Cases, start < 0 ? Does.Contain(name) : Has.Some.StartsWith(name[..start]));
    }

    private static string Folder(string @case) => @case[..(@case.IndexOf('/') + 1)];
}
