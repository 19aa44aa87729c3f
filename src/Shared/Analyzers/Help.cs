using System.Reflection;

namespace Sse.Analyzers;

/// <summary>The page that describes the rules.</summary>
internal static class Help
{
    private static readonly string Home = typeof(Help).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ProjectHome").Value!;

    /// <summary>The URL of the section of a rule.</summary>
    public static string LinkTo(string id) => $"{Home}/blob/main/docs/analyzers.md#{id.ToLowerInvariant()}";
}
