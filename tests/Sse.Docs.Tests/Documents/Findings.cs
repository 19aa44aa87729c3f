namespace Sse.Docs.Tests;

/// <summary>The findings of a check of files. Each begins with its file, and all are reported together.</summary>
internal static class Findings
{
    public static void AssertNone(IEnumerable<string> findings, string advice)
    {
        var all = findings.ToList();
        if (all.Count > 0)
        {
            Assert.Fail($"{advice} {all.Count} found:\n{string.Join('\n', all)}");
        }
    }
}
