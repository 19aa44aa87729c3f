using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary>Every link in a document leads to an existing file, folder or heading.</summary>
public partial class LinkTests
{
    private static readonly string[] RootPages = ["CONTRIBUTING.md", "SECURITY.md", "SUPPORT.md", "CODE_OF_CONDUCT.md"];

    private static IEnumerable<TestCaseData> Links =>
        from document in RepositoryFiles.Documents.Concat(RootPages)
        let name = RepositoryFiles.Name(document)
        let prose = Prose(document)
        from link in Link().Matches(prose)
        let line = prose.AsSpan(0, link.Index).Count('\n') + 1
        select new TestCaseData(name, link.Groups["target"].Value).SetArgDisplayNames($"{name}({line})", link.Groups["target"].Value);

    [TestCaseSource(nameof(Links))]
    public void A_link_leads_to_an_existing_target(string document, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
        var relative = path.Length > 0 ? Path.Combine(Path.GetDirectoryName(document)!, path) : document;
        var linked = Path.GetFullPath(Path.Combine(RepositoryFiles.Root, relative));

        Assert.That(Path.Exists(linked), $"{document} links to {target}, which does not exist.");
        if (anchor.Length > 0)
        {
            Assert.That(Anchors(linked), Does.Contain(anchor));
        }
    }

    [Test]
    public void The_table_of_contents_links_to_every_page()
    {
        var linked = Link().Matches(Prose("docs/README.md")).Select(link => link.Groups["target"].Value.Split('#')[0]);

        var pages = CompiledSnippets.Files("docs", "*.md").Select(page => Path.GetFileName(page));
        Assert.That(pages.Except(linked), Is.EqualTo(new[] { "README.md" }));
    }

    [Test]
    public void The_site_lists_every_page_and_decision()
    {
        var listed = RepositoryFiles.Read("eng/Site/docs/toc.yml") + RepositoryFiles.Read("docs/adr/README.md");

        Findings.AssertNone(
            RepositoryFiles.All("docs", "*.md").Select(page => Path.GetFileName(page)).Where(name => !listed.Contains(name)),
            "Add the page to eng/Site/docs/toc.yml, and a decision to docs/adr/README.md.");
    }

    [Test]
    public void Documents_contain_no_code_and_no_links_that_these_tests_overlook() =>
        Findings.AssertNone(
            from document in RepositoryFiles.Documents.Concat(RootPages)
            from line in Overlooked(RepositoryFiles.Read(document))
            select $"{RepositoryFiles.Name(document)}: {line}",
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
    public void Code_and_links_of_other_forms_are_found(string text, bool isFound) =>
        Assert.That(Overlooked(text).Any(), Is.EqualTo(isFound));

    [TestCase("# Sse.Reactive", "ssereactive")]
    [TestCase("## POST, and other requests that must not be repeated", "post-and-other-requests-that-must-not-be-repeated")]
    [TestCase("# `sse`, curl for [event streams](tool.md)", "sse-curl-for-event-streams")]
    [TestCase("## Open, error, readyState, url", "open-error-readystate-url")]
    [TestCase("## 429 - or 503", "429---or-503")]
    public void A_headings_anchor_is_that_of_rendered_Markdown(string heading, string anchor) =>
        Assert.That(Anchor(heading), Is.EqualTo(anchor));

    /// <summary>The anchors of a document. A repeated heading has a number.</summary>
    private static IEnumerable<string> Anchors(string document) => Prose(document)
        .Split('\n')
        .Where(line => Heading().IsMatch(line))
        .GroupBy(Anchor)
        .SelectMany(same => same.Select((_, i) => i == 0 ? same.Key : $"{same.Key}-{i}"));

    private static string Anchor(string heading)
    {
        var text = Link().Replace(Heading().Replace(heading, ""), "${text}");
        return NotInAnchors().Replace(text.ToLowerInvariant(), "").Replace(' ', '-');
    }

    /// <summary>The document without its blocks of code. Line numbers stay the same.</summary>
    private static string Prose(string document) => WithoutCode(RepositoryFiles.Read(document));

    private static IEnumerable<string> Overlooked(string text) =>
    [
        .. text.Split('\n').Where(line => OtherFence().IsMatch(line)),
        .. WithoutCode(text).Split('\n').Where(line => LinkDefinition().IsMatch(line)),
    ];

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
    private static partial Regex NotInAnchors();
}
