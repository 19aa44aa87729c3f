namespace Sse.Packages.Tests;

/// <summary>The packages that <c>./build.sh consumers</c> has built, in a folder that NuGet uses as a source.</summary>
[SetUpFixture]
internal sealed class PackageFeed
{
    private static string? _outputs;

    public static string Folder { get; } = Path.Combine(Repository.Root, "artifacts", "packages");

    public static IReadOnlyList<Package> Packages { get; private set; } = [];

    /// <summary>The version of all packages. It is new in each run, because NuGet never reloads a version that it has cached.</summary>
    public static string Version => Packages[0].Version;

    /// <summary>A folder for build output; it is deleted after the test run.</summary>
    public static string Output(string name) => Path.Combine(_outputs!, name);

    [OneTimeSetUp]
    public void Open()
    {
        Packages = Directory.Exists(Folder)
            ? [.. Directory.EnumerateFiles(Folder, "*.nupkg").Order(StringComparer.Ordinal).Select(path => new Package(path))]
            : [];
        if (Packages.Select(p => p.Version).Distinct().Count() != 1 || !Version.Contains('-', StringComparison.Ordinal))
        {
            Assert.Fail($"{Folder} does not contain packages of one prerelease version. Run ./build.sh consumers, which builds them.");
        }

        _outputs = Directory.CreateTempSubdirectory("sse-consumers-").FullName;
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_outputs is null)
        {
            return;
        }

        Directory.Delete(_outputs, recursive: true);
        var cache = (await Command.RunAsync("dotnet", "nuget", "locals", "global-packages", "--list")).Lines[0].Split(": ")[1];
        foreach (var folder in Packages.Select(p => Path.Combine(cache, p.Id.ToLowerInvariant(), p.Version)).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true); // this version is not used again
        }
    }
}
