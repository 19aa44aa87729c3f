namespace Sse.Reactive;

/// <summary>Symbolic links.</summary>
internal static class FileLink
{
    /// <summary>Follows a link, because a rename would replace the link instead of its target. The target need not exist yet.</summary>
    /// <returns>The target; <see langword="null"/> if the path is not a link.</returns>
    public static string? TargetOf(string path) =>
        new FileInfo(path).LinkTarget is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
}
