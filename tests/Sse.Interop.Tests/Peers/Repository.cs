namespace Sse.Interop.Tests.Peers;

/// <summary>The paths of this repository.</summary>
internal static class Repository
{
    private static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd('/'));

    public static string Peers { get; } = Path.Combine(RepositoryRoot.Path, "tests", "peers");

    /// <summary>The program of a sample, in the sample's own output folder, so that it runs on its own target framework.</summary>
    public static string Sample(string name) => Program("samples", name, Output.Name, ".dll");

    /// <summary>A program of this repository, in the same configuration as these tests.</summary>
    public static string Program(string folder, string name, string framework, string extension) =>
        Path.Combine(RepositoryRoot.Path, folder, name, "bin", Output.Parent!.Name, framework, name + extension);
}
