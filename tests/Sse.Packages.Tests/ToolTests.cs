namespace Sse.Packages.Tests;

/// <summary>The tool, installed from its packages.</summary>
public class ToolTests
{
    private const string Tool = "Sse.Reactive.Tool";

    [TestCase(Tool, true)]
    [TestCase($"{Tool}.any", false)]
    public async Task Installs_from_a_folder_and_prints_a_stream(string package, bool isNative)
    {
        var (folder, sse) = await InstallAsync(package);
        await using var server = await CuttingServer.StartAsync();

        var version = await Command.RunAsync(sse, "--version");
        var run = await Command.RunAsync(sse, server.Uri, "--json", ".amount", "--quiet");

        var assemblies = Directory.EnumerateFiles(folder, "Sse.Reactive.dll", SearchOption.AllDirectories);
        Assert.That(assemblies.Any(), Is.EqualTo(!isNative), "native code has no assemblies");
        Assert.That(version.Output, Does.StartWith(PackageFeed.Version));
        Assert.That(run.Lines, Is.EqualTo(CuttingServer.Ids.Select(id => $"{id}")));
    }

    [Test]
    public async Task Native_code_serves_lines()
    {
        var (folder, sse) = await InstallAsync(Tool);
        var lines = Path.Combine(folder, "lines.txt");
        await File.WriteAllTextAsync(lines, "one\ntwo\n");

        using var server = Command.Start("bash", "-c", $"(cat '{lines}'; sleep 600) | '{sse}' serve --port 0 2>&1");
        var line = await server.WaitForOutputAsync("http://");
        var address = line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ', '"')[0];
        var run = await Command.RunAsync(sse, address, "--raw", "--take", "2", "--quiet");

        Assert.That(run.Lines, Is.EqualTo(new[] { "one", "two" }));
    }

    private static async Task<(string Folder, string Sse)> InstallAsync(string package)
    {
        var folder = PackageFeed.Output($"tool-{package}-{Guid.NewGuid():N}");
        await Command.RunAsync(
            "dotnet",
            ["tool", "install", package, "--version", PackageFeed.Version, "--add-source", PackageFeed.Folder, "--tool-path", folder]);
        return (folder, Path.Combine(folder, "sse"));
    }
}
