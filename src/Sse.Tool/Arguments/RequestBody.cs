using System.Text;

namespace Sse.Tool;

/// <summary>
/// Reads the body that <c>-d</c> names: <c>@file</c> is a file, <c>-</c> or <c>@-</c> is standard input, anything else is the text itself.
/// </summary>
internal static class RequestBody
{
    /// <summary>The path of the file; <see langword="null"/> if the body is the text itself or standard input.</summary>
    public static string? FileOf(string argument) => argument is ['@', .. var path and not "-"] ? path : null;

    /// <exception cref="IOException">The file or standard input cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async Task<byte[]> ReadAsync(string argument, Func<Stream> openInput)
    {
        if (argument is "-" or "@-")
        {
            using var bytes = new MemoryStream();
            await using var input = openInput();
            await input.CopyToAsync(bytes);
            return bytes.ToArray();
        }

        return FileOf(argument) is { } path ? await File.ReadAllBytesAsync(path) : Encoding.UTF8.GetBytes(argument);
    }
}
