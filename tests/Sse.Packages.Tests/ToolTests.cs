namespace Sse.Packages.Tests;

/// <summary>The tool, installed from its package.</summary>
public class ToolTests
{
    [Test]
    public async Task Installs_from_a_folder_and_prints_a_stream()
    {
        var folder = PackageFeed.Output("tool");
        await Command.RunAsync(
            "dotnet",
            "tool",
            "install",
            "Sse.Reactive.Tool",
            "--version",
            PackageFeed.Version,
            "--add-source",
            PackageFeed.Folder,
            "--tool-path",
            folder);
        var sse = Path.Combine(folder, "sse");
        await using var server = await CuttingServer.StartAsync();

        var version = await Command.RunAsync(sse, "--version");
        var run = await Command.RunAsync(sse, server.Uri, "--json", ".amount", "--quiet");

        Assert.That(version.Output, Does.StartWith(PackageFeed.Version));
        Assert.That(run.Lines, Is.EqualTo(CuttingServer.Ids.Select(id => $"{id}")));
    }
}
