using Microsoft.CodeAnalysis.Diagnostics;
using Sse.Tests.Shared;

namespace Sse.Analyzers.Tests;

/// <summary>Each rule has a page, a fix, and a line in the list of its assembly.</summary>
public class DocumentationTests
{
    private static readonly string Root = RepositoryRoot.Path;

    [TestCaseSource(typeof(AnalyzedCode), nameof(AnalyzedCode.Rules))]
    public void A_rule_is_documented_listed_and_has_a_fix(DiagnosticAnalyzer analyzer)
    {
        var rule = analyzer.SupportedDiagnostics.Single();
        var home = File.ReadAllText(Path.Combine(Root, "Directory.Build.props")).Split("<ProjectHome>")[1].Split('<')[0];

        Assert.That(rule.HelpLinkUri, Is.EqualTo($"{home}/blob/main/docs/analyzers.md#{rule.Id.ToLowerInvariant()}"));
        Assert.That(File.ReadAllLines(Path.Combine(Root, "docs", "analyzers.md")), Does.Contain($"## {rule.Id}"), "the link's anchor");
        Assert.That(
            File.ReadAllLines(Path.Combine(Root, "src", analyzer.GetType().Assembly.GetName().Name!, "AnalyzerReleases.Unshipped.md")),
            Does.Contain($"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"));
        Assert.That(AnalyzedCode.Fixes.Count(fix => fix.FixableDiagnosticIds.Contains(rule.Id)), Is.EqualTo(1));
    }
}
