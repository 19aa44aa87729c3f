namespace Sse.Tests.Shared;

/// <summary>The folder of the repository that these tests were built in.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Sse.Reactive.sln")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} contains Sse.Reactive.sln.");
        }

        return folder.FullName;
    }
}
