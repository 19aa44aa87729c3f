namespace Sse.Packages.Tests;

/// <summary>A project of <c>tests/consumers</c>, built from the packages with warnings as errors.</summary>
internal sealed class Consumer
{
    private Consumer(string name, string target, string folder) => (Name, Target, Folder) = (name, target, folder);

    public string Name { get; }

    public string Target { get; }

    public string Folder { get; }

    public string Program => Path.Combine(Folder, Name);

    public static Task<Consumer> BuildAsync(string name, string target) => CreateAsync("build", name, target, "built");

    public static Task<Consumer> PublishAsync(string name, string target, string mode) =>
        CreateAsync("publish", name, target, mode, $"-p:{mode}=true", "--self-contained");

    /// <summary>Runs it against a server that aborts connections; returns the lines it prints.</summary>
    public async Task<string[]> RunAsync()
    {
        await using var server = await CuttingServer.StartAsync();
        var run = await Command.RunAsync(Program, server.Uri);
        Assert.That(server.Cuts, Is.GreaterThanOrEqualTo(4));
        Assert.That(run.Error, Is.Empty);
        return run.Lines;
    }

    private static async Task<Consumer> CreateAsync(string verb, string name, string target, string mode, params string[] options)
    {
        var consumer = new Consumer(name, target, PackageFeed.Output($"{name}-{target}-{mode}"));
        await Command.RunAsync(
            "dotnet",
            [
                verb, Path.Combine(Repository.Consumers, name), "-c", "Release", "-f", target, "-warnaserror",
                "-o", consumer.Folder, "--artifacts-path", consumer.Folder + "-artifacts",
                $"-p:SseVersion={PackageFeed.Version}", $"-p:SseFeed={PackageFeed.Folder}", .. options,
            ]);
        return consumer;
    }
}
