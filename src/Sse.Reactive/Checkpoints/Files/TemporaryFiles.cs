using System.Runtime.InteropServices;
using System.Text;

namespace Sse.Reactive;

/// <summary>Temporary files next to a checkpoint file. Their names are random, so none is that of another file or store.</summary>
internal static class TemporaryFiles
{
    private const string Extension = ".tmp";
    private const int RandomChars = 32;

    /// <summary>The longest name that common file systems allow: in UTF-16 code units on Windows, elsewhere in bytes.</summary>
    private const int LongestName = 255;

    /// <summary>The longest name of a checkpoint file. That of its temporary file is longer.</summary>
    public static int LongestNameOfTarget => LongestName - RandomChars - Extension.Length - 1;

    public static bool IsNameTooLong(string path)
    {
        var name = Path.GetFileName(path);
        return (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? name.Length : Encoding.UTF8.GetByteCount(name)) > LongestNameOfTarget;
    }

    public static string NewPath(string path) => $"{path}.{Guid.NewGuid():N}{Extension}";

    /// <summary>Deletes what a crash has left. The caller holds the lock, so no store uses these files.</summary>
    public static void DeleteLeftovers(string path)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*" + Extension))
            {
                if (IsOf(file, path))
                {
                    Delete(file);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // They only take up room.
        }
    }

    public static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It only takes up room.
        }
    }

    private static bool IsOf(string file, string path) =>
        file.Length == path.Length + 1 + RandomChars + Extension.Length
        && file.StartsWith(path + ".", StringComparison.Ordinal)
        && Guid.TryParseExact(file.Substring(path.Length + 1, RandomChars), "N", out _);
}
