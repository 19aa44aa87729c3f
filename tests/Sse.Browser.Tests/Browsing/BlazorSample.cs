using System.Diagnostics;

namespace Sse.Browser.Tests.Browsing;

/// <summary>The sample <c>samples/Blazor</c>, published, which trims its client. The first test publishes it.</summary>
internal static class BlazorSample
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "artifacts", "blazor");

    private static readonly string Program = Path.Combine(Folder, "app", "Blazor.Host.dll");

    private static readonly Lazy<Task> Published = new(PublishAsync);

    /// <summary>Starts the sample on a port of its own.</summary>
    public static async Task<Peer> StartAsync(params string[] arguments)
    {
        await Published.Value;
        return await Peer.ServeAsync("dotnet", (port, _) => ["exec", Program, "--port", $"{port}", .. arguments]);
    }

    /// <summary>Runs the sample to its end, with a port that is in use.</summary>
    /// <returns>The exit code, and what it wrote.</returns>
    public static async Task<(int ExitCode, string Text)> RunAsync(int port)
    {
        await Published.Value;
        var start = new ProcessStartInfo("dotnet", ["exec", Program, "--port", $"{port}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var sample = Process.Start(start)!;
        var output = await Task.WhenAll(sample.StandardOutput.ReadToEndAsync(), sample.StandardError.ReadToEndAsync());
        await sample.WaitForExitAsync();
        return (sample.ExitCode, string.Concat(output));
    }

    /// <summary>Publishes to folders of its own: other builds of the repository may be running.</summary>
    private static async Task PublishAsync()
    {
        var start = new ProcessStartInfo(
            Requires.Program("dotnet"),
            [
                "publish", Path.Combine(RepositoryRoot.Path, "samples", "Blazor", "Host"), "--nologo", "-v", "q",
                "--artifacts-path", Folder, "-o", Path.Combine(Folder, "app"),
                "-p:CompressionEnabled=false", "-p:RunAnalyzers=false", // not part of what is tested
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name); // set by the build that runs these tests
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // no process is left behind
        using var publish = Process.Start(start)!;
        var output = await Task.WhenAll(publish.StandardOutput.ReadToEndAsync(), publish.StandardError.ReadToEndAsync());
        await publish.WaitForExitAsync();
        Assert.That(publish.ExitCode, Is.Zero, string.Concat(output));
    }
}
