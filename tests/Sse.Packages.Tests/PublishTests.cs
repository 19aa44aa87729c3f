using System.Globalization;
using Sse.Tests.Shared;

namespace Sse.Packages.Tests;

/// <summary>A client with JSON by source generation, published trimmed and ahead of time: without a warning, and it runs.</summary>
public class PublishTests
{
    [TestCase("net10.0", "PublishTrimmed")]
    [TestCase("net10.0", "PublishAot")]
    [TestCase("net8.0", "PublishAot")]
    public async Task A_client_is_published_and_runs(string target, string how)
    {
        if (how == "PublishAot")
        {
            Requires.Program("clang"); // which links native programs
            Requires.FileAt("/usr/include/zlib.h");
        }

        var client = await Consumer.PublishAsync("Native", target, how);

        var seen = await client.RunAsync();

        var size = new DirectoryInfo(client.Folder).EnumerateFiles().Where(f => f.Extension is not (".dbg" or ".pdb")).Sum(f => f.Length) / 1e6;
        TestContext.Out.WriteLine($"{how} on {target}: {size:0.0} MB.");
        string[] expected = [.. Seen("json"), .. Seen("map"), .. Seen("pulled")];
        Assert.That(seen.Take(expected.Length), Is.EqualTo(expected));
        Assert.That(seen.Skip(expected.Length).Distinct(), Is.EqualTo(new[] { "state Connecting", "state Open", "state Closed" }));
        Assert.That(size, Is.EqualTo(RecordedSize(target, how)).Within(10).Percent, "docs/packages.md says how large it is");
    }

    private static double RecordedSize(string target, string how)
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "packages.md"));
        var cells = rows.Select(row => row.Split('|')).Single(cells => cells[0].Length == 0 && cells.Length == 4 && cells[1].Contains($"`{how}`, {target}", StringComparison.Ordinal));
        return double.Parse(cells[2].Replace("MB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Seen(string how) => CuttingServer.Ids.Select(id => $"{how} {id}");
}
