using System.Text;

namespace Sse.Tool.Arguments;

/// <summary>What <c>-d</c> means: <c>@file</c> is a file's bytes, <c>-</c> (or <c>@-</c>) those of standard input, all else itself.</summary>
internal static class RequestBody
{
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string argument, Func<Stream> input)
    {
        if (argument is "-" or "@-")
        {
            using var bytes = new MemoryStream();
            await using var stream = input();
            await stream.CopyToAsync(bytes);
            return bytes.ToArray();
        }

        return argument is ['@', .. var path] ? await File.ReadAllBytesAsync(path) : Encoding.UTF8.GetBytes(argument);
    }
}
