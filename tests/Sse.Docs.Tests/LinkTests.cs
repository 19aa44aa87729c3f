using System.Text.RegularExpressions;


namespace Sse.Docs.Tests;

/// <summary>What the documents link to is there: files, folders, and headings.</summary>
public partial class LinkTests
{
    private static IEnumerable<TestCaseData> Links =>
        from document in RepositoryFiles.Documents.Append("CONTRIBUTING.md")
        let name = RepositoryFiles.Name(document)
        let prose = Prose(document)
        from link in Link().Matches(prose)
        let line = prose.AsSpan(0, link.Index).Count('\n') + 1
        select new TestCaseData(name, link.Groups["target"].Value).SetArgDisplayNames($"{name}({line})", link.Groups["target"].Value);

    [TestCaseSource(nameof(Links))]
    public void What_is_linked_to_is_there(string document, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
        var place = Path.GetFullPath(Path.Combine(RepositoryFiles.Root, path.Length > 0 ? Path.Combine(Path.GetDirectoryName(document)!, path) : document));

        Assert.That(Path.Exists(place), $"{document} links to {target}, which is not there.");
        if (anchor.Length > 0)
        {
            Assert.That(Anchors(place), Does.Contain(anchor));
        }
    }

    [Test]
    public void Every_page_is_led_to_by_the_table_of_contents()
    {
        var linked = Link().Matches(Prose("docs/README.md")).Select(link => link.Groups["target"].Value.Split('#')[0]);

        Assert.That(CompiledSnippets.Files("docs", "*.md").Select(page => Path.GetFileName(page)).Except(linked), Is.EqualTo(new[] { "README.md" }));
    }

    [Test]
    public void Documents_hold_no_code_and_no_links_that_these_tests_would_not_see() =>
        Assert.That(
            RepositoryFiles.Documents.Append("CONTRIBUTING.md").SelectMany(document => Unseen(RepositoryFiles.Read(document)).Select(line => $"{RepositoryFiles.Name(document)}: {line}")),
            Is.Empty,
            "Fence code with three backticks, outside of quotations, and write links as [text](target).");

    [TestCase("````csharp", true)]
    [TestCase("  ````", true)]
    [TestCase("~~~csharp", true)]
    [TestCase("> ```csharp", true)]
    [TestCase("> > ~~~", true)]
    [TestCase("[place]: docs/nowhere.md", true)]
    [TestCase("  [place]: <docs/nowhere.md>", true)]
    [TestCase("```csharp", false)]
    [TestCase("> See [this](docs/tool.md): `[x]: y`", false)]
    [TestCase("```text\n[x]: y\n```", false)]
    public void What_these_tests_would_not_see_is_known(string text, bool isUnseen) => Assert.That(Unseen(text).Any(), Is.EqualTo(isUnseen));

    [TestCase("# Sse.Reactive", "ssereactive")]
    [TestCase("## POST, and other requests that must not be repeated", "post-and-other-requests-that-must-not-be-repeated")]
    [TestCase("# `sse`, curl for [event streams](tool.md)", "sse-curl-for-event-streams")]
    [TestCase("## Open, error, readyState, url", "open-error-readystate-url")]
    [TestCase("## 429 - or 503", "429---or-503")]
    public void A_headings_anchor_is_that_of_rendered_Markdown(string heading, string anchor) => Assert.That(Anchor(heading), Is.EqualTo(anchor));

    /// <summary>The second heading of the same words has a number.</summary>
    private static IEnumerable<string> Anchors(string document) => Prose(document)
        .Split('\n')
        .Where(line => Heading().IsMatch(line))
        .GroupBy(Anchor)
        .SelectMany(same => same.Select((_, i) => i == 0 ? same.Key : $"{same.Key}-{i}"));

    private static string Anchor(string heading)
    {
        var text = Link().Replace(Heading().Replace(heading, ""), "${text}");
        return NoPartOfAnchors().Replace(text.ToLowerInvariant(), "").Replace(' ', '-');
    }

    /// <summary>The document with nothing in its blocks of code, line by line.</summary>
    private static string Prose(string document) => WithoutCode(RepositoryFiles.Read(document));

    private static IEnumerable<string> Unseen(string text) =>
        text.Split('\n').Where(line => OtherFence().IsMatch(line)).Concat(WithoutCode(text).Split('\n').Where(line => LinkDefinition().IsMatch(line)));

    private static string WithoutCode(string text)
    {
        var isCode = false;
        return string.Join('\n', text.Split('\n').Select(line =>
        {
            isCode ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            return isCode ? "" : line;
        }));
    }

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\((?<target>(?![a-z]+:)[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*(`{4,}|~{3,}|>[\s>]*(`{3,}|~{3,}))")]
    private static partial Regex OtherFence();

    [GeneratedRegex(@"^\s*\[[^\]]+\]:\s")]
    private static partial Regex LinkDefinition();

    [GeneratedRegex("^#+ ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\-_ ]")]
    private static partial Regex NoPartOfAnchors();
}
