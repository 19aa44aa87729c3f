using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Readme;

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
    private static string Prose(string document)
    {
        var isCode = false;
        return string.Join('\n', RepositoryFiles.Read(document).Split('\n').Select(line =>
        {
            isCode ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            return isCode ? "" : line;
        }));
    }

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\((?<target>(?![a-z]+:)[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\-_ ]")]
    private static partial Regex NoPartOfAnchors();
}
