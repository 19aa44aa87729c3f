namespace Sse.Docs.Tests;

/// <summary>The C# of the README, of all pages in docs and of the packages' READMEs is that of snippets: regions of tests, which are compiled and run.</summary>
public class ReadmeTests
{
    private static readonly CompiledSnippets Snippets = new(RepositoryFiles.Documents, RepositoryFiles.All("tests", "*.cs"));

    private static IEnumerable<TestCaseData> Blocks => Snippets.Blocks;

    [TestCaseSource(nameof(Blocks))]
    public void Each_snippet_is_compiled_and_run(string name, string code) => Snippets.AssertCompiled(name, code);

    [Test]
    public void No_code_stands_outside_the_snippets() => Snippets.AssertNoCodeOutside();

    [Test]
    public void No_snippet_is_left_over() => Snippets.AssertNoneLeftOver();

    [Test]
    public void Every_option_stands_in_the_table()
    {
        var rows = File.ReadLines(CompiledSnippets.Files("docs", "options.md").Single()).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var named = rows.Select(line => line.Split('`')[1]);
        Assert.That(named, Is.EquivalentTo(typeof(SseOptions).GetProperties().Select(option => option.Name)));
    }
}
