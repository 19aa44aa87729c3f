using System.Reflection;
using System.Text.RegularExpressions;

namespace Sse.Tests.Shared;

/// <summary>docs/conformance.md: what it names, and the tests that there are.</summary>
internal static partial class ConformanceTable
{
    /// <summary>The public test methods of this project.</summary>
    public static IReadOnlyList<string> Tests { get; } =
        [.. Assembly.GetExecutingAssembly().GetTypes().Where(type => type.IsPublic).SelectMany(type => type.GetMethods()).Select(method => method.Name)];

    /// <summary>What stands as code under one of the file's main headings.</summary>
    public static IEnumerable<string> NamesIn(string part)
    {
        var parts = File.ReadAllText(Path.Combine(Root(), "docs", "conformance.md")).Split("\n# ");
        var text = parts.Single(p => p.AsSpan(0, p.IndexOf('\n', StringComparison.Ordinal)).Contains(part, StringComparison.Ordinal));
        return Code().Matches(text).Select(match => match.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    private static string Root()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sse.Reactive.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Sse.Reactive.sln.");
        }

        return folder.FullName;
    }
}
