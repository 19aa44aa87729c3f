namespace Sse.Packages.Tests;

/// <summary>The templates for <c>dotnet new</c>: installed from their package, created, built against the packages, and run.</summary>
public class TemplateTests
{
    private readonly string _hive = PackageFeed.Output("hive");

    [Test]
    public async Task A_server_a_client_and_a_worker_of_the_templates_work_together()
    {
        await NewAsync("install", PackageFeed.Packages.Single(p => p.Id == "Sse.Templates").Path);
        var (serverProgram, clientProgram, workerProgram) =
            (await CreateAsync("sse-server"), await CreateAsync("sse-client"), await CreateAsync("sse-worker"));

        using var server = Command.Start(serverProgram, "--urls", "http://127.0.0.1:0");
        var uri = (await server.WaitForOutputAsync("Now listening on: ")).Split("on: ")[1] + "/prices";
        using var client = Command.Start(clientProgram, uri);
        using var worker = Command.Start(
            workerProgram, "--Feeds:prices:Uri", uri, "--Checkpoint", PackageFeed.Output("templates.checkpoint"));

        await client.WaitForOutputAsync($"Connected to {uri}.");
        await client.WaitForOutputAsync("""{"amount":""");
        await worker.WaitForOutputAsync("is processed");
        server.Terminate();
        await server.WaitForExitAsync();
        await client.WaitForOutputAsync("Next attempt in");
        worker.Terminate();
        await worker.WaitForExitAsync();

        Assert.That((server.ExitCode, worker.ExitCode), Is.EqualTo((0, 0)));
    }

    /// <summary>Creates a project with a name of its own, and builds it with warnings as errors. Returns the program.</summary>
    private async Task<string> CreateAsync(string template)
    {
        var name = "Acme." + template.Replace("sse-", "", StringComparison.Ordinal);
        var folder = PackageFeed.Output(name);
        await NewAsync(template, "-n", name, "-o", folder, "--no-restore");
        await Command.RunInAsync(
            folder,
            "dotnet",
            "build",
            "-warnaserror",
            "-o",
            Path.Combine(folder, "out"),
            $"-p:RestoreAdditionalProjectSources={PackageFeed.Folder}");
        return Path.Combine(folder, "out", name);
    }

    private Task<Command> NewAsync(params IEnumerable<string> arguments) =>
        Command.RunAsync("dotnet", ["new", .. arguments, "--debug:custom-hive", _hive]);
}
