namespace Sse.Packages.Tests;

/// <summary>A client with JSON by source generation, published trimmed and ahead of time: without a warning, and it runs.</summary>
public class PublishTests
{
    [TestCase("net10.0", "PublishTrimmed")]
    [TestCase("net10.0", "PublishAot")]
    public async Task A_client_is_published_and_runs(string target, string how)
    {
        var client = await Consumer.PublishAsync("Native", target, how);

        var seen = await client.RunAsync();

        var files = new DirectoryInfo(client.Folder).EnumerateFiles().Where(f => f.Extension is not (".dbg" or ".pdb")).ToList();
        TestContext.Out.WriteLine($"{how} on {target}: {files.Sum(f => f.Length) / 1e6:0.0} MB in {files.Count} file(s).");
        string[] expected = [.. Seen("json"), .. Seen("map"), .. Seen("pulled")];
        Assert.That(seen.Take(expected.Length), Is.EqualTo(expected));
        Assert.That(seen.Skip(expected.Length).Distinct(), Is.EqualTo(new[] { "state Connecting", "state Open", "state Closed" }));
    }

    private static IEnumerable<string> Seen(string how) => CuttingServer.Ids.Select(id => $"{how} {id}");
}
