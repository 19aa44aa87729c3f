namespace Sse.Docs.Tests;

/// <summary>
/// Plain words in everything that people read: documents, names of tests, project files, and XML documentation, comments and messages.
/// </summary>
public class ProseTests
{
    private static IEnumerable<string> Sources =>
        RepositoryFiles.Folders("src").Concat(TestProjects).Append("samples").Append("benchmarks").Append("eng");

    private static IEnumerable<string> TestProjects => RepositoryFiles.Folders("tests");

    [Test]
    public void Documents_use_plain_words() =>
        AssertPlain(RepositoryFiles.Markdown.SelectMany(file => Found(file, ReadableText.OfMarkdown(RepositoryFiles.Read(file)))));

    [TestCaseSource(nameof(Sources))]
    public void Comments_and_messages_use_plain_words(string folder) =>
        AssertPlain(
            from file in RepositoryFiles.All(folder, "*.cs")
            where !RepositoryFiles.Name(file).StartsWith("tests/Sse.Docs.Tests/Prose/", StringComparison.Ordinal) // it lists the phrases
            from found in Found(file, ReadableText.OfCSharp(RepositoryFiles.Read(file)))
            select found);

    [Test]
    public void Comments_and_messages_of_project_files_use_plain_words() =>
        AssertPlain(
            from pattern in new[] { "*.csproj", "*.props", "*.targets" }
            from file in RepositoryFiles.All("", pattern)
            from found in Found(file, RepositoryFiles.Read(file))
            select found);

    [TestCaseSource(nameof(TestProjects))]
    public void Test_names_use_plain_words(string folder) =>
        AssertPlain(
            from file in RepositoryFiles.All(folder, "*.cs")
            let source = RepositoryFiles.Read(file)
            from name in ReadableText.OfTestNames(source)
            from found in Found(file, name.Sentence, LineAt(source, name.Index))
            select found);

    [TestCase("Whoever asks", true)]
    [TestCase("it is\ntold", true)]
    [TestCase("It ends. Who asks again gets ours.", true)]
    [TestCase("We recommend it", false)]
    [TestCase("It ends. Who decides that? See below.", false)]
    [TestCase("204 tells the client not to reconnect, and yours ends.", false)]
    [TestCase("`whoever` is a name", false)]
    public void A_phrase_is_found_in_a_document(string text, bool isFound) =>
        Assert.That(Found("x.md", ReadableText.OfMarkdown(text)).Any(), Is.EqualTo(isFound));

    [TestCase("/// <summary>By\n    /// chance.</summary>", true)]
    [TestCase("// by chance", true)]
    [TestCase("/* by\n * chance */", true)]
    [TestCase("throw new X(\"by \" +\n \"chance\");", true)]
    [TestCase("throw new X($\"by chance {x}\");", true)]
    [TestCase("throw new X(\"\"\"by chance\"\"\");", true)]
    [TestCase("#if NEVER\n// by chance\n#endif", true)]
    [TestCase("By.Chance(by, chance);", false)]
    [TestCase("M($\"{whoever}\");", false)]
    [TestCase("/// <see cref=\"Whoever\"/> <c>heeds</c>", false)]
    [TestCase("// by\nM();\n// chance", false)]
    public void A_phrase_is_found_in_a_source(string text, bool isFound) =>
        Assert.That(Found("x.cs", ReadableText.OfCSharp(text)).Any(), Is.EqualTo(isFound));

    private static void AssertPlain(IEnumerable<string> found) =>
        Findings.AssertNone(found, "These phrases confuse readers: write plain words.");

    private static IEnumerable<string> Found(string file, string text, int firstLine = 1) =>
        from phrase in BannedPhrases.All
        from found in phrase.In(text)
        select $"{RepositoryFiles.Name(file)}({firstLine - 1 + LineAt(text, found.Index)}): \"{found.Found}\" -> {phrase.Instead}";

    private static int LineAt(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;
}
