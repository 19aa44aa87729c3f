using System.Buffers;
using System.Runtime.InteropServices;

namespace System.IO;

/// <summary>Stream methods that take memory and spans.</summary>
internal static class Streams
{
    public static ValueTask<int> ReadAsync(this Stream stream, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        MemoryMarshal.TryGetArray<byte>(buffer, out var array)
            ? new(stream.ReadAsync(array.Array, array.Offset, array.Count, cancellationToken))
            : new(ReadThroughArrayAsync(stream, buffer, cancellationToken));

    public static ValueTask WriteAsync(this Stream stream, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var array = MemoryMarshal.TryGetArray(buffer, out var segment) ? segment : new(buffer.ToArray());
        return new(stream.WriteAsync(array.Array, array.Offset, array.Count, cancellationToken));
    }

    public static void Write(this Stream stream, ReadOnlySpan<byte> buffer)
    {
        var array = buffer.ToArray();
        stream.Write(array, 0, array.Length);
    }

    public static void ReadExactly(this Stream stream, byte[] buffer)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var count = stream.Read(buffer, length, buffer.Length - length);
            length += count > 0 ? count : throw new EndOfStreamException();
        }
    }

    private static async Task<int> ReadThroughArrayAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var array = ArrayPool<byte>.Shared.Rent(buffer.Length);
        var count = await stream.ReadAsync(array, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
        array.AsSpan(0, count).CopyTo(buffer.Span);

        // Not returned if the read fails: an abandoned read may still write to it.
        ArrayPool<byte>.Shared.Return(array);
        return count;
    }
}
