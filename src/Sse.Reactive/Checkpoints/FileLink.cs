namespace Sse.Reactive;

/// <summary>Where a symbolic link leads.</summary>
internal static class FileLink
{
    /// <summary>Renaming over a link would replace the link and leave the file it leads to behind. That file need not exist yet.</summary>
    /// <returns><see langword="null"/> if the path is no link.</returns>
    public static string? TargetOf(string path) =>
        new FileInfo(path).LinkTarget is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
}
