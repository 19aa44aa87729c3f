using System.Text.RegularExpressions;

namespace Sse.Tests.Shared;

/// <summary>The C# blocks of documents, and the regions of the sources that they are taken from, which are compiled and run.</summary>
internal sealed partial class CompiledSnippets
{
    private readonly string[] _documents;
    private readonly Dictionary<string, string> _regions;

    /// <param name="documents">The documents' paths, from the repository's root.</param>
    /// <param name="sources">The sources' paths.</param>
    public CompiledSnippets(IEnumerable<string> documents, IEnumerable<string> sources)
    {
        _documents = [.. documents.Select(Read)];
        _regions = sources
            .SelectMany(source => Region().Matches(Read(source)))
            .ToDictionary(m => m.Groups["name"].Value, m => Dedent(m.Groups["code"].Value));
    }

    private static string Root { get; } = FindRoot();

    /// <summary>A case for each block: its name and its code.</summary>
    public IEnumerable<TestCaseData> Blocks => _documents
        .SelectMany(document => Block().Matches(document))
        .Select(m => new TestCaseData(m.Groups["name"].Value, m.Groups["code"].Value.Trim('\n')).SetArgDisplayNames(m.Groups["name"].Value));

    /// <summary>The files of a folder, from the repository's root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern);

    public void AssertCompiled(string name, string code)
    {
        Assert.That(_regions.Keys, Does.Contain(name));
        Assert.That(code, Is.EqualTo(_regions[name]));
    }

    public void AssertNoCodeOutside() =>
        Assert.That(_documents.Sum(document => document.Split("```csharp").Length - 1), Is.EqualTo(Blocks.Count()));

    public void AssertNoneLeftOver() =>
        Assert.That(_regions.Keys, Is.EquivalentTo(Blocks.Select(b => (string)b.Arguments[0]!)));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

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
