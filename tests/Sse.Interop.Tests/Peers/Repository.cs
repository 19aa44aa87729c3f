namespace Sse.Interop.Tests.Peers;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    private static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd('/'));

    public static string Peers { get; } = Path.Combine(RepositoryRoot.Path, "tests", "peers");

    /// <summary>A sample's program, where its own build has put it: it runs on the framework that it asks for.</summary>
    public static string Sample(string name) => Program("samples", name, Output.Name, ".dll");

    /// <summary>A program of this repository, built as these tests are.</summary>
    public static string Program(string folder, string name, string framework, string extension) =>
        Path.Combine(RepositoryRoot.Path, folder, name, "bin", Output.Parent!.Name, framework, name + extension);
}
