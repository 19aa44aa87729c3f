using System.Reflection;
using System.Text.RegularExpressions;

namespace Sse.Protocol.Tests;

/// <summary>docs/conformance.md names tests and cases that exist.</summary>
public partial class ConformanceTableTests
{
    private static IEnumerable<string> Names { get; } =
        [.. Code().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "conformance.md"))).Select(match => match.Groups[1].Value.Replace("\\|", "|"))];

    private static IReadOnlyList<string> Cases { get; } =
        [.. new[] { "wpt-vectors.json", "more-vectors.json" }.SelectMany(Vector.Load).Select(vector => vector.Name)];

    private static IReadOnlyList<string> Tests { get; } =
        [.. Assembly.GetExecutingAssembly().GetTypes().Where(type => type.IsPublic).SelectMany(type => type.GetMethods()).Select(method => method.Name)];

    private static IEnumerable<string> NamedTests => Names.Where(name => name.Contains('_'));

    private static IEnumerable<string> NamedCases => Names.Where(name => Cases.Any(@case => name.StartsWith(Folder(@case), StringComparison.Ordinal)));

    [TestCaseSource(nameof(NamedTests))]
    public void Each_test_it_names_exists(string name) => Assert.That(Tests, Does.Contain(name));

    [TestCaseSource(nameof(NamedCases))]
    public void Each_case_it_names_exists(string name)
    {
        // "id/seeded ..." and "wpt/format-field-id-3(...)" stand for all that begin so.
        var start = name.IndexOf("...", StringComparison.Ordinal);

        Assert.That(Cases, start < 0 ? Does.Contain(name) : Has.Some.StartsWith(name[..start]));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    private static string Folder(string @case) => @case[..(@case.IndexOf('/') + 1)];

    private static string Root()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sse.Reactive.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Sse.Reactive.sln.");
        }

        return folder.FullName;
    }
}
