using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sse.Tests.Shared;

/// <summary>Programs and files that a test needs besides the .NET SDK. They are listed in <c>tests/programs.txt</c>.</summary>
/// <remarks>
/// A test whose program is missing is skipped, with the name of the package to install. In CI (the environment variable <c>CI</c> is
/// <c>true</c> or <c>1</c>), which installs everything in the list, the test fails instead.
/// </remarks>
internal static class Requires
{
    private static readonly Lazy<Dictionary<string, string>> Packages = new(ReadPackages);

    private static readonly ConcurrentDictionary<string, bool> Reported = new();

    private static IEnumerable<string> Folders =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(["/usr/sbin", "/sbin"]);

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>The path of a program. It is looked for in <c>PATH</c> and in the folders of administrators' programs.</summary>
    public static string Program(string name) => First(name, Folders.Select(folder => Path.Combine(folder, name)));

    /// <summary>The path of a file, once it is known to exist.</summary>
    public static string FileAt(string path) => First(path, [path]);

    /// <summary>How to install a program or a file.</summary>
    public static string Advice(string name) => Packages.Value.TryGetValue(name, out var package)
        ? $"'{name}' is not installed. On Debian: apt-get install {package}"
        : throw new InvalidOperationException($"tests/programs.txt does not list '{name}'.");

    /// <summary>Ends the test: it fails in CI. Elsewhere it is skipped, and the console prints the reason once.</summary>
    public static Exception Missing(string reason)
    {
        if (!IsCi && Reported.TryAdd(reason, true))
        {
            TestContext.Error.WriteLine($"Tests are skipped: {reason}"); // the console does not show the reason of a skipped test
        }

        return Missing(reason, IsCi);
    }

    /// <summary>Ends the test: it fails in CI, and is skipped elsewhere.</summary>
    public static Exception Missing(string reason, bool isCi)
    {
        if (isCi)
        {
            Assert.Fail(reason);
        }

        Assert.Ignore(reason);
        return new UnreachableException();
    }

    private static string First(string name, IEnumerable<string> paths)
    {
        var advice = Advice(name); // which checks the list, also where the program is installed
        return paths.FirstOrDefault(File.Exists) ?? throw Missing(advice);
    }

    private static Dictionary<string, string> ReadPackages() => File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "programs.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => words[0], words => words[1]);
}
