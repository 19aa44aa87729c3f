using System.Reflection;
using PublicApiGenerator;

namespace Sse.Tests.Shared;

/// <summary>The public surface of an assembly as C#, to be compared with a golden file: a change of surface is seen in review.</summary>
internal static class PublicApi
{
    private static ApiGeneratorOptions Options => new()
    {
        IncludeAssemblyAttributes = false, // the target framework and who sees internals: not surface, and not the same everywhere
        DenyNamespacePrefixes = [],        // by default System and Microsoft: extension methods of ours stand in the namespaces of what they extend
    };

    /// <summary>Compares, and leaves what it found beside the test assembly, to be copied over the golden file if the change is meant.</summary>
    public static void AssertMatches(Assembly assembly, string goldenFile)
    {
        var found = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";
        File.WriteAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, Path.ChangeExtension(Path.GetFileName(goldenFile), ".found.txt")), found);
        Assert.That(found, Is.EqualTo(File.ReadAllText(goldenFile)), "The public API differs. If that is meant, copy the .found.txt over the golden file.");
    }
}
