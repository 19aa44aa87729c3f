using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary>The C# blocks of documents, and the regions of the tests that they are copied from, which are compiled and run.</summary>
internal sealed partial class CompiledSnippets
{
    private readonly Block[] _blocks;
    private readonly Dictionary<string, string> _regions;

    /// <param name="documents">The documents' paths, from the repository's root.</param>
    /// <param name="sources">The sources' paths.</param>
    public CompiledSnippets(IEnumerable<string> documents, IEnumerable<string> sources)
    {
        _blocks = [.. documents.SelectMany(BlocksOf)];
        _regions = sources
            .SelectMany(source => Region().Matches(RepositoryFiles.Read(source)))
            .GroupBy(m => m.Groups["name"].Value, m => Dedent(m.Groups["code"].Value))
            .ToDictionary(
                g => g.Key,
                g => g.Count() == 1 ? g.Single() : throw new InvalidOperationException($"There are {g.Count()} snippets named {g.Key}."));
    }

    /// <summary>A case for each block: its name and its code.</summary>
    public IEnumerable<TestCaseData> Blocks => _blocks
        .Where(block => block.Name.Length > 0)
        .Select(block => new TestCaseData(block.Name, block.Code).SetArgDisplayNames($"{block.Document}: {block.Name}"));

    /// <summary>The files of a folder, from the repository's root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), pattern);

    public void AssertCompiled(string name, string code)
    {
        Assert.That(_regions.Keys, Does.Contain(name));
        Assert.That(code, Is.EqualTo(_regions[name]));
    }

    public void AssertEveryBlockIsSnippet() =>
        Findings.AssertNone(
            _blocks.Where(block => block.Name.Length == 0).Select(block => $"{block.Document}({block.Line})"),
            "Compile each block of code as a #region of a test, and write <!-- snippet: Name --> above it.");

    public void AssertEverySnippetIsUsed() =>
        Assert.That(_regions.Keys, Is.EquivalentTo(_blocks.Select(block => block.Name).Where(name => name.Length > 0).Distinct()));

    private static IEnumerable<Block> BlocksOf(string document)
    {
        var text = RepositoryFiles.Read(document);
        return CSharpBlock().Matches(text).Select(m => new Block(
            RepositoryFiles.Name(document),
            text.AsSpan(0, m.Groups["fence"].Index).Count('\n') + 1,
            m.Groups["name"].Value,
            m.Groups["code"].Value.Trim('\n')));
    }

    private static string Dedent(string code)
    {
        var lines = code.Trim('\n').Split('\n');
        var indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length > 0 ? l[indent..] : l)).Trim('\n', ' ');
    }

    [GeneratedRegex(@"#region (?<name>\w+)\n(?<code>.*?)\n *#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(
        @"(<!-- snippet: (?<name>\w+) -->\n)?^(?<fence>[ \t]*(```|~~~)\s*(csharp|cs|c#))[^\n]*\n(?<code>.*?)(```|~~~)",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex CSharpBlock();

    private sealed record Block(string Document, int Line, string Name, string Code);
}
