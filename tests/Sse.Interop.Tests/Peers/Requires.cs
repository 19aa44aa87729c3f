using System.Diagnostics;

namespace Sse.Interop.Tests.Peers;

/// <summary>What a test needs of the machine. Where it is absent, the test fails in CI, and is skipped elsewhere, with the reason.</summary>
internal static class Requires
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(2);

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
    public static Exception Absent(string reason) => Absent(reason, Environment.GetEnvironmentVariable("CI") is "true" or "1");

    /// <summary>Ends the test: it fails, or it is skipped.</summary>
    public static Exception Absent(string reason, bool isCi)
    {
        if (isCi)
        {
            Assert.Fail(reason);
        }

        Assert.Ignore(reason);
        return new UnreachableException();
    }

    private static async Task<string?> InstallAsync()
    {
        // One test project at a time, since each may find them absent.
        using var turn = await TurnAsync(Path.Combine(Path.GetTempPath(), $"sse-peers-{Environment.UserName}.lock"));
        if (IsInstalled())
        {
            return null;
        }

        await using var npm = Peer.Run("npm", "ci", "--no-audit", "--no-fund");
        await npm.EndsWithinAsync(InstallTime);
        return IsInstalled() ? null : $"npm ci did not install the peers of Node:\n{npm.Output}";
    }

    // npm writes that file last. One that is older than the lock file knows less than is needed.
    private static bool IsInstalled()
    {
        var installed = Path.Combine(Repository.Peers, "node_modules", ".package-lock.json");
        return File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(Repository.Peers, "package-lock.json"));
    }

    private static async Task<FileStream> TurnAsync(string path)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.Elapsed < 2 * InstallTime)
            {
                await Task.Delay(50);
            }
        }
    }
}
