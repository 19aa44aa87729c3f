using System.Diagnostics;

namespace Sse.Interop.Tests.Peers;

/// <summary>The packages of <c>tests/peers/package-lock.json</c>.</summary>
internal static class NodeModules
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(4);

    private static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    /// <summary>The Node.js 22 of the packages, which some of them need; where there is none, the one that is installed.</summary>
    public static string Node
    {
        get
        {
            var path = Path.Combine(Repository.Peers, "node_modules", ".bin", "node");
            return File.Exists(path) ? path : "node";
        }
    }

    /// <summary>Installs the packages if they are missing. If that fails, the test is skipped, or fails in CI.</summary>
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
        // Only one test project installs at a time.
        using var installLock = await AcquireLockAsync(Path.Combine(Path.GetTempPath(), $"sse-peers-{Environment.UserName}.lock"));
        if (IsInstalled())
        {
            return null;
        }

        await using var npm = Peer.Run("npm", "ci", "--no-audit", "--no-fund");
        await npm.TryWaitForExitAsync(InstallTime);
        return IsInstalled() ? null : $"npm ci did not install the Node packages:\n{npm.Output}";
    }

    // npm writes this file last. If it is older than the lock file, the packages are outdated.
    private static bool IsInstalled()
    {
        var installed = new FileInfo(Path.Combine(Repository.Peers, "node_modules", ".package-lock.json"));
        var required = new FileInfo(Path.Combine(Repository.Peers, "package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= required.LastWriteTimeUtc;
    }

    private static async Task<FileStream> AcquireLockAsync(string path)
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
