using System.Reflection;
using System.Xml.Linq;

namespace Sse.Tests.Shared;

/// <summary>The examples in XML documentation: each must be part of a test, which compiles and runs it.</summary>
internal static class DocumentationExamples
{
    /// <summary>Asserts that each example of an assembly is, line by line, part of a source file.</summary>
    /// <param name="assembly">The assembly. Its XML documentation lies next to it.</param>
    /// <param name="sourceFile">The source file, from the repository's root. Indentation is ignored.</param>
    public static void AssertCompiled(Assembly assembly, string sourceFile)
    {
        var examples = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("example")
            .Descendants("code")
            .Select(code => Normalize(code.Value))
            .ToList();
        var source = Normalize(File.ReadAllText(Path.Combine(FindRoot(), sourceFile)));

        Assert.That(examples, Is.Not.Empty);
        Assert.That(
            examples.Where(example => !source.Contains(example, StringComparison.Ordinal)),
            Is.Empty,
            $"{sourceFile} does not contain these examples.");
    }

    private static string Normalize(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Sse.Reactive.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
