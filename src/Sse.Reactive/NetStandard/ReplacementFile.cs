namespace Sse.Reactive;

/// <summary>A new file that is to replace another one. .NET Standard 2.0 does not know its mode.</summary>
internal static class ReplacementFile
{
    /// <summary>Creates the file. Fails if there is anything at the path, also a link.</summary>
    public static FileStream Create(string path, string replaced)
    {
        _ = replaced;
        return new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }
}
