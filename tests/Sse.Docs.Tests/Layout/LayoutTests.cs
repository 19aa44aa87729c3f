using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary>Lines of a readable length, folders of a readable size, one namespace per assembly, files named after their types.</summary>
public partial class LayoutTests
{
    private const int LongestLine = 140;
    private const int FilesAtRoot = 8;
    private const int FilesInFolder = 14;
    private const string LineAdvice = "A line has at most 140 characters.";

    /// <summary>Extension methods that register services belong to the namespace in which every application looks for them.</summary>
    private const string RegistrationNamespace = "Microsoft.Extensions.DependencyInjection";

    private static IEnumerable<string> Projects =>
        RepositoryFiles.Folders("src").Where(folder => RepositoryFiles.All(folder, "*.csproj").Any());

    private static IEnumerable<string> CodeFolders => ["src", "tests", "samples", "benchmarks", "eng"];

    [TestCaseSource(nameof(CodeFolders))]
    public void Lines_of_code_fit_the_screen(string folder) =>
        Findings.AssertNone(
            from pattern in new[] { "*.cs", "*.css", "*.js", "*.mjs", "*.html", "*.razor", "*.sh" }
            from file in RepositoryFiles.All(folder, pattern)
            from found in TooLong(file)
            select found,
            LineAdvice);

    [Test]
    public void Lines_of_prose_fit_the_screen() => Findings.AssertNone(RepositoryFiles.Markdown.SelectMany(TooLong), LineAdvice);

    [TestCaseSource(nameof(CodeFolders))]
    public void Namespaces_are_imported_in_order(string folder) =>
        Findings.AssertNone(
            RepositoryFiles.All(folder, "*.cs").Where(file => !SourceFile.Read(file).UsingsAreSorted()).Select(RepositoryFiles.Name),
            "Sort the using directives: System first, then by name.");

    [TestCase("using System;\nusing System.Text;\nusing NUnit.Framework;\nusing Sse;\nusing static Sse.A;\nusing A = Sse.B;", true)]
    [TestCase("using NUnit.Framework;\nusing System;", false)]
    [TestCase("using System.Text;\nusing System.Net.Sockets;", false)]
    public void Imports_out_of_order_are_found(string code, bool isSorted) =>
        Assert.That(SourceFile.Parse(code).UsingsAreSorted(), Is.EqualTo(isSorted));

    [TestCaseSource(nameof(Projects))]
    public void The_root_of_an_assembly_has_few_files(string project) =>
        Assert.That(FilesIn(project), Has.Length.LessThanOrEqualTo(FilesAtRoot));

    [TestCaseSource(nameof(CodeFolders))]
    public void A_folder_has_few_files(string folder) =>
        Findings.AssertNone(
            RepositoryFiles.All(folder, "*.cs").GroupBy(FolderOf).Where(files => files.Count() > FilesInFolder)
                .Select(files => $"{files.Key}: {files.Count()}"),
            $"A folder holds at most {FilesInFolder} files: divide it.");

    [TestCaseSource(nameof(Projects))]
    public void An_assembly_has_one_namespace(string project) =>
        Findings.AssertNone(
            from file in RepositoryFiles.All(project, "*.cs")
            from found in SourceFile.Read(file).Namespaces
            where found != Path.GetFileName(project) && found != RegistrationNamespace && !IsPolyfill(file, found)
            select $"{RepositoryFiles.Name(file)}: {found}",
            "Folders are rooms, not namespaces.");

    [TestCaseSource(nameof(Projects))]
    public void A_file_is_named_after_its_type(string project) =>
        Findings.AssertNone(
            from file in RepositoryFiles.All(project, "*.cs")
            let types = SourceFile.Read(file).Types
            where types.Count > 0 && !types.Any(type => SourceFile.IsNamedAfter(file, type))
            select $"{RepositoryFiles.Name(file)}: {string.Join(", ", types)}",
            "Name the file after its type (a part of one: Type.Part.cs).");

    [TestCase("{0}", true)]
    [TestCase("| {0} |", false)]
    [TestCase("https://example.com/{0}", false)]
    [TestCase("[a link](../{0}.md#a)", true)]
    public void A_long_line_is_found(string format, bool isFound)
    {
        var line = format.Replace("{0}", new string('x', LongestLine + 1), StringComparison.Ordinal);
        Assert.That(IsTooLong(line, isMarkdown: true), Is.EqualTo(isFound));
    }

    private static IEnumerable<string> TooLong(string file) => RepositoryFiles.Read(file).Split('\n')
        .Select((line, i) => (Text: line, Number: i + 1))
        .Where(line => IsTooLong(line.Text, file.EndsWith(".md", StringComparison.Ordinal)))
        .Select(line => $"{RepositoryFiles.Name(file)}({line.Number}): {line.Text.Length}");

    /// <summary>A row of a table cannot be wrapped, and neither can a URL. Everything else can, links included.</summary>
    private static bool IsTooLong(string line, bool isMarkdown) =>
        Url().Replace(line, "").Length > LongestLine && !(isMarkdown && line.StartsWith('|'));

    /// <summary>A type that .NET Standard lacks has its namespace of .NET, and is in a folder of its own.</summary>
    private static bool IsPolyfill(string file, string found) =>
        found.StartsWith("System", StringComparison.Ordinal) && FolderOf(file).Split('/').Contains("NetStandard");

    private static string FolderOf(string file) => RepositoryFiles.Name(Path.GetDirectoryName(file)!);

    private static string[] FilesIn(string folder) =>
        [.. RepositoryFiles.All(folder, "*.cs").Where(file => FolderOf(file) == folder).Select(file => Path.GetFileName(file)!)];

    [GeneratedRegex(@"https?://[^\s)>`]+")]
    private static partial Regex Url();
}
