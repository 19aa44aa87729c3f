namespace Sse.Reactive;

/// <summary>A new file that is to replace another one.</summary>
internal static class ReplacementFile
{
    /// <summary>Creates the file with the mode of the one that it replaces. Fails if there is anything at the path, also a link.</summary>
    public static FileStream Create(string path, string replaced)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (OperatingSystem.IsWindows() || !File.Exists(replaced))
        {
            return new(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        try
        {
            File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(replaced));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file system without modes.
        }

        return file;
    }
}
