using System.Text.RegularExpressions;

namespace Sse.Reactive.Tests.Readme;

/// <summary>The C# of the README and of the pages in docs is the snippets', which are compiled and run.</summary>
public partial class ReadmeTests
{
    private static string Root { get; } = FindRoot();

    private static string[] Pages { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Prepend(Path.Combine(Root, "README.md")).Select(File.ReadAllText),
    ];

    private static Dictionary<string, string> Regions { get; } = Directory
        .EnumerateFiles(Path.Combine(Root, "tests", "Sse.Reactive.Tests", "Readme"), "*.cs")
        .SelectMany(file => Region().Matches(File.ReadAllText(file)))
        .ToDictionary(m => m.Groups["name"].Value, m => Dedent(m.Groups["code"].Value));

    private static IEnumerable<TestCaseData> Blocks => Pages
        .SelectMany(page => Block().Matches(page))
        .Select(m => new TestCaseData(m.Groups["name"].Value, m.Groups["code"].Value.Trim('\n')).SetArgDisplayNames(m.Groups["name"].Value));

    [TestCaseSource(nameof(Blocks))]
    public void Each_snippet_is_compiled_and_run(string name, string code)
    {
        Assert.That(Regions.Keys, Does.Contain(name));
        Assert.That(code, Is.EqualTo(Regions[name]));
    }

    [Test]
    public void No_code_stands_outside_the_snippets() =>
        Assert.That(Pages.Sum(page => page.Split("```csharp").Length - 1), Is.EqualTo(Blocks.Count()));

    [Test]
    public void No_snippet_is_left_over() =>
        Assert.That(Regions.Keys, Is.EquivalentTo(Blocks.Select(b => (string)b.Arguments[0]!)));

    private static string Dedent(string code)
    {
        var lines = code.Trim('\n').Split('\n');
        var indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length > 0 ? l[indent..] : l)).Trim('\n', ' ');
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Sse.Reactive.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"#region (?<name>\w+)\n(?<code>.*?)\n *#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"<!-- snippet: (?<name>\w+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
