namespace Sse.Docs.Tests;

/// <summary>What a check of files found, each with file and line, so that one failing run shows all there is to do.</summary>
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
