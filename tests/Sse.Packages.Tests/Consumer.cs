namespace Sse.Packages.Tests;

/// <summary>A project of <c>tests/consumers</c>, built from the packages without a warning.</summary>
internal sealed class Consumer
{
    private Consumer(string name, string target, string folder) => (Name, Target, Folder) = (name, target, folder);

    public string Name { get; }

    public string Target { get; }

    public string Folder { get; }

    public string Program => Path.Combine(Folder, Name);

    public static Task<Consumer> BuildAsync(string name, string target) => MakeAsync("build", name, target, "built");

    public static Task<Consumer> PublishAsync(string name, string target, string how) => MakeAsync("publish", name, target, how, $"-p:{how}=true", "--self-contained");

    /// <summary>Runs it against a server that cuts: it sees everything once, and in order.</summary>
    public async Task<string[]> RunAsync()
    {
        await using var server = await CuttingServer.StartAsync();
        var run = await Command.RunAsync(Program, server.Uri);
        Assert.That(server.Cuts, Is.GreaterThanOrEqualTo(4));
        Assert.That(run.Error, Is.Empty);
        return run.Lines;
    }

    private static async Task<Consumer> MakeAsync(string verb, string name, string target, string how, params string[] options)
    {
        var consumer = new Consumer(name, target, Feed.Output($"{name}-{target}-{how}"));
        await Command.RunAsync(
            "dotnet",
            [
                verb, Path.Combine(Repository.Consumers, name), "-c", "Release", "-f", target, "-warnaserror", "-o", consumer.Folder, "--artifacts-path", consumer.Folder + "-artifacts",
                $"-p:SseVersion={Feed.Version}", $"-p:SseFeed={Feed.Folder}", .. options,
            ]);
        return consumer;
    }
}
