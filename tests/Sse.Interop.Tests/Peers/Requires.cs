using System.Diagnostics;

namespace Sse.Interop.Tests.Peers;

/// <summary>What a test needs of the machine. Where it is absent, the test fails in CI, and is skipped elsewhere, with the reason.</summary>
internal static class Requires
{
    private static readonly Lazy<Task<string?>> NodeModules = new(InstallAsync);

    /// <summary>A program's path.</summary>
    public static string Command(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var path = folders.Concat(["/usr/sbin", "/sbin"]).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return path ?? throw Absent($"There is no '{name}' on this machine (.ci/run says which package has it).");
    }

    /// <summary>A file that a package brings.</summary>
    public static string FileAt(string path) => File.Exists(path) ? path : throw Absent($"There is no {path} on this machine (.ci/run says which package has it).");

    /// <summary>The packages of <c>tests/peers/package-lock.json</c>; they are installed if they are not there.</summary>
    public static async Task NodeModulesAsync()
    {
        Command("node");
        if (await NodeModules.Value is { } reason)
        {
            throw Absent(reason);
        }
    }

    /// <summary>Ends the test.</summary>
    public static Exception Absent(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Ignore(reason);
        return new UnreachableException();
    }

    private static async Task<string?> InstallAsync()
    {
        // npm writes this file last.
        if (File.Exists(Path.Combine(Repository.Peers, "node_modules", ".package-lock.json")))
        {
            return null;
        }

        await using var npm = Peer.Run("npm", "ci", "--no-audit", "--no-fund");
        var output = await npm.EndAsync();
        return File.Exists(Path.Combine(Repository.Peers, "node_modules", ".package-lock.json")) ? null : $"npm ci did not install the peers of Node:\n{output}";
    }
}
