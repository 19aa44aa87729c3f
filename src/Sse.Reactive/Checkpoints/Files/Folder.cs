using System.Runtime.InteropServices;

namespace Sse.Reactive;

/// <summary>A folder as POSIX has it: a file whose content is names.</summary>
internal static class Folder
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Flushes a folder to disk, so that a new name in it survives a power failure. Does nothing on Windows, which has no such call, and if
    /// the file system refuses.
    /// </summary>
    public static void Flush(string path)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && !RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            return;
        }

        var folder = Open([.. System.Text.Encoding.UTF8.GetBytes(path), 0], ReadOnly);
        if (folder >= 0)
        {
            _ = Sync(folder);
            _ = Close(folder);
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
