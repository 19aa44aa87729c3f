using System.Text.RegularExpressions;

namespace Sse.Packages.Tests;

/// <summary>A project of <c>tests/consumers</c>, built from the packages with warnings as errors.</summary>
internal sealed partial class Consumer
{
    /// <summary>The rules that the code of a consumer breaks on purpose; every other warning is an error.</summary>
    private const string Expected = "SSE001;SSE002";

    private Consumer(string name, string target, string folder) => (Name, Target, Folder) = (name, target, folder);

    public string Name { get; }

    public string Target { get; }

    public string Folder { get; }

    /// <summary>The IDs of the warnings of the build, in order.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

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
        var build = await Command.RunAsync(
            "dotnet",
            [
                verb, Path.Combine(Repository.Consumers, name), "-c", "Release", "-f", target, "-warnaserror",
                $"-warnnotaserror:{Expected}",
                "-o", consumer.Folder, "--artifacts-path", consumer.Folder + "-artifacts",
                $"-p:SseVersion={PackageFeed.Version}", $"-p:SseFeed={PackageFeed.Folder}", "-p:RunAnalyzers=true", .. options,
            ]);
        consumer.Warnings =
        [
            .. build.Lines.TakeWhile(line => line != "Build succeeded.") // the summary repeats each warning
                .Select(line => Warning().Match(line).Groups["id"].Value).Where(id => id.Length > 0).Order(),
        ];
        return consumer;
    }

    [GeneratedRegex(": warning (?<id>[A-Z]+[0-9]+):")]
    private static partial Regex Warning();
}
