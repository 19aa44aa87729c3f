using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary>Every row of <c>docs/security.md</c> names a test that exists.</summary>
public partial class SecurityTests
{
    private static IEnumerable<TestCaseData> Rows => Row().Matches(RepositoryFiles.Read("docs/security.md"))
        .Select(row => row.Groups["cells"].Value.Split(" | "))
        .Where(cells => cells[0] != "attack")
        .Select(cells => new TestCaseData(cells[^1]).SetArgDisplayNames(cells[0]));

    [TestCaseSource(nameof(Rows))]
    public void A_row_names_its_tests(string tests)
    {
        var names = Name().Matches(tests).ToList();

        Assert.That(names, Is.Not.Empty);
        foreach (var name in names)
        {
            var (fixture, method) = (name.Groups["fixture"].Value, name.Groups["method"].Value);
            var sources = RepositoryFiles.All("tests", $"{fixture}.cs").Select(RepositoryFiles.Read);
            Assert.That(sources, Has.Some.Contains($" {method}("), $"{fixture}.{method} does not exist.");
        }
    }

    [GeneratedRegex(@"^\| (?<cells>[^-].*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<fixture>\w+)\.(?<method>\w+)`")]
    private static partial Regex Name();
}
