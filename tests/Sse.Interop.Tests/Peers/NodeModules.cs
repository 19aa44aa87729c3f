using System.Diagnostics;

namespace Sse.Interop.Tests.Peers;

/// <summary>The packages of <c>tests/peers/package-lock.json</c>.</summary>
internal static class NodeModules
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(2);

    private static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    /// <summary>Installs them if they are missing. If that fails, the test ends as it does without a program.</summary>
    public static async Task RequireAsync()
    {
        Requires.Program("node");
        if (await Installed.Value is { } reason)
        {
            throw Requires.Missing(reason);
        }
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
