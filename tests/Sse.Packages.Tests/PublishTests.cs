using System.Globalization;
using Sse.Tests.Shared;

namespace Sse.Packages.Tests;

/// <summary>A client with source-generated JSON, published trimmed and ahead of time: builds without warnings and runs.</summary>
public class PublishTests
{
    [TestCase("net10.0", "PublishTrimmed")]
    [TestCase("net10.0", "PublishAot")]
    [TestCase("net8.0", "PublishAot")]
    public async Task A_client_runs_when_published_trimmed_or_ahead_of_time(string target, string mode)
    {
        if (mode == "PublishAot")
        {
            Requires.Program("clang"); // links native programs
            Requires.FileAt("/usr/include/zlib.h");
        }

        var client = await Consumer.PublishAsync("Native", target, mode);

        var printed = await client.RunAsync();

        var size = new DirectoryInfo(client.Folder)
            .EnumerateFiles()
            .Where(f => f.Extension is not (".dbg" or ".pdb"))
            .Sum(f => f.Length) / 1e6;
        TestContext.Out.WriteLine($"{mode} on {target}: {size:0.0} MB.");
        string[] expected = [.. Printed("json"), .. Printed("map"), .. Printed("pulled")];
        Assert.That(printed.Take(expected.Length), Is.EqualTo(expected));
        Assert.That(printed.Skip(expected.Length).Distinct(), Is.EqualTo(new[] { "state Connecting", "state Open", "state Closed" }));
        Assert.That(size, Is.EqualTo(RecordedSize(target, mode)).Within(10).Percent, "docs/packages.md records the size");
    }

    private static double RecordedSize(string target, string mode)
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "packages.md"));
        var cells = rows.Select(row => row.Split('|')).Single(
            cells => cells[0].Length == 0 && cells.Length == 4 && cells[1].Contains($"`{mode}`, {target}", StringComparison.Ordinal));
        return double.Parse(cells[2].Replace("MB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Printed(string mode) => CuttingServer.Ids.Select(id => $"{mode} {id}");
}
