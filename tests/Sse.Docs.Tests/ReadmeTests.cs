namespace Sse.Docs.Tests;

/// <summary>
/// Every block of C# in the README, in docs and in the packages' READMEs is a snippet: a region of a test, which is compiled and run.
/// </summary>
public class ReadmeTests
{
    private static readonly CompiledSnippets Snippets = new(RepositoryFiles.Documents, RepositoryFiles.All("tests", "*.cs"));

    private static IEnumerable<TestCaseData> Blocks => Snippets.Blocks;

    [TestCaseSource(nameof(Blocks))]
    public void Each_snippet_is_compiled_and_run(string name, string code) => Snippets.AssertCompiled(name, code);

    [Test]
    public void Every_block_of_code_is_a_snippet() => Snippets.AssertEveryBlockIsSnippet();

    [Test]
    public void Every_snippet_is_in_a_document() => Snippets.AssertEverySnippetIsUsed();

    [Test]
    public void Every_option_is_in_the_table()
    {
        var named = RepositoryFiles.Read("docs/options.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.That(named, Is.EquivalentTo(typeof(SseOptions).GetProperties().Select(option => option.Name)));
    }

    [Test]
    public void The_loop_shown_is_that_of_the_client()
    {
        const string Loop = "Retry.WithDelay(session.Connect, session.NextDelay, ";

        Assert.That(RepositoryFiles.Read("README.md"), Does.Contain(Loop));
        Assert.That(RepositoryFiles.Read("docs/reconnecting.md"), Does.Contain(Loop));
        Assert.That(RepositoryFiles.Read("src/Sse.Reactive/SseObservable.cs"), Does.Contain(Loop));
    }
}
