using System.Reflection;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Sse.Tests.Shared;

/// <summary>The packages and projects that an assembly references.</summary>
internal static class References
{
    /// <summary>Packages with types that .NET Standard 2.0 lacks.</summary>
    private static readonly string[] Backports = ["Microsoft.Bcl.AsyncInterfaces", "Microsoft.Bcl.HashCode", "Microsoft.Bcl.Memory"];

    private static readonly Lazy<HashSet<string>> Framework = new(ReadFramework);

    /// <summary>The referenced assemblies in the test's folder that are not part of the framework or of a bundled runtime.</summary>
    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => File.Exists(InTestFolder(name + ".dll")) && !Framework.Value.Contains(name))
        .Where(name => !(IsForNetStandard(assembly) && Backports.Contains(name)));

    public static bool IsForNetStandard(Assembly assembly) =>
        assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.StartsWith(".NETStandard", StringComparison.Ordinal);

    private static HashSet<string> ReadFramework()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(InTestFolder(Assembly.GetExecutingAssembly().GetName().Name + ".deps.json")));
        var target = file.RootElement.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
        return [.. file.RootElement.GetProperty("targets").GetProperty(target).EnumerateObject()
            .Where(library => library.Name.StartsWith("runtimepack.", StringComparison.Ordinal))
            .SelectMany(library => library.Value.GetProperty("runtime").EnumerateObject())
            .Select(assembly => Path.GetFileNameWithoutExtension(assembly.Name))];
    }

    private static string InTestFolder(string file) => Path.Combine(TestContext.CurrentContext.TestDirectory, file);
}
