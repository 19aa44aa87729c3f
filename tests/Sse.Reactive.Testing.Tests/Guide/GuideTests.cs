using Sse.Tests.Shared;

namespace Sse.Reactive.Testing.Tests.Guide;

/// <summary>The guide's C# is that of the examples, which are compiled and run.</summary>
public class GuideTests
{
    private static readonly CompiledSnippets Snippets = new(
        ["docs/testing.md"],
        [
            "tests/Sse.Reactive.Testing.Tests/Guide/GuideExamples.cs",
            "tests/Sse.Reactive.Testing.Tests/Guide/InNUnit.cs",
            "tests/Sse.Reactive.Testing.Xunit/InXunit.cs",
        ]);

    private static IEnumerable<TestCaseData> Blocks => Snippets.Blocks;

    [TestCaseSource(nameof(Blocks))]
    public void Each_snippet_is_compiled_and_run(string name, string code) => Snippets.AssertCompiled(name, code);

    [Test]
    public void No_code_stands_outside_the_snippets() => Snippets.AssertNoCodeOutside();

    [Test]
    public void No_snippet_is_left_over() => Snippets.AssertNoneLeftOver();
}
