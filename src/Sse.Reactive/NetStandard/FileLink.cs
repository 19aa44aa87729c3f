namespace Sse.Reactive;

/// <summary>A symbolic link, which this framework can tell but not follow.</summary>
internal static class FileLink
{
    /// <summary>Renaming over a link would replace the link and leave the file it leads to behind: refused.</summary>
    /// <returns><see langword="null"/>: the path is no link.</returns>
    public static string? TargetOf(string path)
    {
        try
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0
                ? null
                : throw new SseCheckpointException($"The path of the checkpoint '{path}' is a symbolic link, which the build for .NET Standard 2.0 cannot follow. Name the file it leads to.");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
