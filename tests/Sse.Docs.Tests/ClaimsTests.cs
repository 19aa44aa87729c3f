using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sse.Docs.Tests;

/// <summary>
/// What the README says about this library has tests, which docs/claims.md names; what it says about others has a source.
/// </summary>
public partial class ClaimsTests
{
    private static readonly string Readme = OneLine(RepositoryFiles.Read("README.md"));

    private static IEnumerable<TestCaseData> Claims => Row().Matches(RepositoryFiles.Read("docs/claims.md")).Select(row => new TestCaseData(
        row.Groups["claim"].Value, row.Groups["project"].Value, row.Groups["tests"].Value).SetArgDisplayNames(row.Groups["claim"].Value));

    private static IEnumerable<TestCaseData> Packages =>
        from row in Package().Matches(RepositoryFiles.Read("README.md"))
        let name = row.Groups["name"].Value
        select new TestCaseData(name, row.Groups["targets"].Value).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Claims))]
    public void A_claim_is_in_the_README_and_its_tests_exist(string claim, string project, string tests)
    {
        var names = Code().Matches(tests).Select(name => name.Groups[1].Value).ToList();

        Assert.That(Readme, Does.Contain(claim));
        Assert.That(names, Is.Not.Empty);
        Assert.That(names, Is.SubsetOf(ConformanceTable.TestsOf(project)));
    }

    [Test]
    public void Each_reason_is_a_claim() =>
        Findings.AssertNone(
            from line in Section("Why").Split("\n- ").Skip(1)
            let reason = OneLine(line)
            where !Claims.Any(claim => reason.Contains((string)claim.Arguments[0]!, StringComparison.Ordinal))
            select reason,
            "Add a row with a test to docs/claims.md.");

    [Test]
    public void Each_library_compared_has_a_source()
    {
        var sources = RepositoryFiles.Read("docs/claims.md").Split("## About others")[1];

        Findings.AssertNone(
            from link in OutsideLink().Matches(Section("Compared with others"))
            where !sources.Contains(link.Groups["url"].Value, StringComparison.Ordinal)
            select link.Value,
            "Add a row with the source to docs/claims.md.");
    }

    [TestCaseSource(nameof(Packages))]
    public void A_package_has_the_targets_shown(string name, string shown)
    {
        var folder = name == "Sse.Reactive.Tool" ? "Sse.Tool" : name;
        var project = XDocument.Load(Path.Combine(RepositoryFiles.Root, "src", folder, $"{folder}.csproj"));
        var targets = project.Descendants("TargetFrameworks").Select(list => list.Value).FirstOrDefault() ?? "net10.0";

        Assert.That(shown, Is.EqualTo(string.Join(", ", targets.Split(';').Select(NameOf))));
    }

    [Test]
    public void Every_package_is_in_the_table() =>
        Assert.That(
            Packages.Select(package => package.Arguments[0]),
            Is.EquivalentTo(RepositoryFiles.All("src", "*.csproj")
                .Select(project => Path.GetFileNameWithoutExtension(project))
                .Where(name => !name.StartsWith("Sse.Analyzers", StringComparison.Ordinal)) // parts of packages
                .Select(name => name == "Sse.Tool" ? "Sse.Reactive.Tool" : name)));

    [Test]
    public void The_README_is_short() =>
        Assert.That(RepositoryFiles.Read("README.md").TrimEnd().Split('\n'), Has.Length.LessThanOrEqualTo(200));

    [Test]
    public void The_first_line_of_the_Quickstart_is_as_quoted()
    {
        var quoted = Regex.Match(Readme, "It starts with `(?<text>[^`]+)`").Groups["text"].Value;

        Assert.That(quoted, Is.Not.Empty);
        Assert.That(RepositoryFiles.All("samples/Quickstart", "*.cs").Select(RepositoryFiles.Read), Has.Some.Contains($"\"{quoted}"));
    }

    [Test]
    public void The_speed_of_the_decoder_is_that_of_the_table()
    {
        // Strings and selector, in place.
        var table = RepositoryFiles.Read("docs/performance.md").Split("<!-- results: decoder -->")[1].Split("<!-- end -->")[0];
        var factors = InPlace().Matches(table)
            .SelectMany(row => new[] { row.Groups["strings"], row.Groups["selector"] })
            .Select(factor => double.Parse(factor.Value, CultureInfo.InvariantCulture)).ToList();

        var range = FormattableString.Invariant($"{factors.Min():0.0} to {factors.Max():0.0}");
        Assert.That(Readme, Does.Contain($"The decoder is {range} times as fast"));
    }

    private static string Section(string heading) => RepositoryFiles.Read("README.md").Split($"## {heading}\n")[1].Split("\n## ")[0];

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal);

    private static string NameOf(string target) => target.StartsWith("netstandard", StringComparison.Ordinal)
        ? $".NET Standard {target["netstandard".Length..]}"
        : $".NET {target["net".Length..].Split('.')[0]}";

    [GeneratedRegex(@"^\| (?<claim>[^|]+) \| `(?<project>Sse[\w.]+)` \| (?<tests>`[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `(?<name>Sse[\w.]+)` \| [^|]+ \| (?<targets>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Package();

    [GeneratedRegex(@"\]\((?<url>https://[^)]+)\)")]
    private static partial Regex OutsideLink();

    [GeneratedRegex(@"^\| [^|]+ \| (?<strings>\d\.\d), (?<selector>\d\.\d) \|", RegexOptions.Multiline)]
    private static partial Regex InPlace();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
