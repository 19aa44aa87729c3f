namespace Sse.Reactive;

/// <summary>Symbolic links, which .NET Standard 2.0 can detect but not follow.</summary>
internal static class FileLink
{
    /// <summary>Rejects a link, because a rename would replace the link instead of its target.</summary>
    /// <returns><see langword="null"/>: the path is not a link.</returns>
    public static string? TargetOf(string path)
    {
        try
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0
                ? null
                : throw new SseCheckpointException(
                    $"The path '{path}' of the checkpoint file is a symbolic link, which .NET Standard 2.0 cannot follow. "
                    + "Use the path of its target.");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
