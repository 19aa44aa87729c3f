using System.Reflection;
using PublicApiGenerator;

namespace Sse.Tests.Shared;

/// <summary>The public surface of an assembly as C#, to be compared with a golden file: a change of surface is seen in review.</summary>
internal static class PublicApi
{
    private static ApiGeneratorOptions Options => new()
    {
        IncludeAssemblyAttributes = false, // the target framework and who sees internals: not surface, and not the same everywhere
        DenyNamespacePrefixes = [], // the default hides System and Microsoft, where some extension methods of this library are
    };

    /// <summary>
    /// Compares the public API with the golden file, and writes it next to the test assembly. Copy that over the golden file after an
    /// intended change.
    /// </summary>
    public static void AssertMatches(Assembly assembly, string goldenFile)
    {
        var found = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";
        var foundFile = Path.ChangeExtension(Path.GetFileName(goldenFile), ".found.txt");
        File.WriteAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, foundFile), found);
        Assert.That(
            found,
            Is.EqualTo(File.ReadAllText(goldenFile)),
            "The public API differs. If that is intended, copy the .found.txt over the golden file.");
    }
}
