using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sse.Protocol;

/// <content>The searches and copies that use 64-byte vectors.</content>
internal static partial class LineEnds
{
    private const byte AboveLineEnds = CR + 1;
    private const int Stride = BlocksPerStride * Block;

    /// <summary>The line ends in the first block of the bytes, one bit for each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LineEndsIn(ReadOnlySpan<byte> bytes) => LineEndsIn(Vector512.Create(bytes));

    /// <summary>In a long line, skips blocks in which no byte is as small as a line end; this is cheaper than locating line ends.</summary>
    public static int SkipText(ReadOnlySpan<byte> chunk, int at)
    {
        while (at <= chunk.Length - Stride)
        {
            var blocks = chunk.Slice(at, Stride);
            var smallest = Vector512.Min(
                Vector512.Min(Vector512.Create(blocks), Vector512.Create(blocks[Block..])),
                Vector512.Min(Vector512.Create(blocks[(2 * Block)..]), Vector512.Create(blocks[(3 * Block)..])));
            if (Vector512.LessThanAny(smallest, Vector512.Create(AboveLineEnds)))
            {
                break;
            }

            at += Stride;
        }

        return at;
    }

    /// <summary>Copies text up to a line end while searching for it, so that bytes that must be kept are read only once.</summary>
    /// <returns>
    /// How many bytes were copied: up to the line end or the end of either span; zero if either span is shorter than a block.
    /// </returns>
    public static int CopyText(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var length = Math.Min(from.Length, to.Length);
        var at = CopyLongText(from[..length], to);
        for (; at <= length - Block; at += Block)
        {
            var lineEnds = CopyBlock(from[at..], to[at..]);
            if (lineEnds != 0)
            {
                return at + BitOperations.TrailingZeroCount(lineEnds);
            }
        }

        if (at == length || length < Block)
        {
            return at;
        }

        // The rest is copied as the end of a full block, whose start was copied before.
        var last = length - Block;
        var lineEndsInRest = CopyBlock(from[last..], to[last..]);
        return lineEndsInRest == 0 ? length : last + BitOperations.TrailingZeroCount(lineEndsInRest);
    }

    /// <summary>Copies bytes unless one of them is U+0000.</summary>
    /// <returns>Whether none is. If one is, the target holds garbage.</returns>
    public static bool TryCopyWithoutNul(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.Length < Block)
        {
            from.CopyTo(to);
            return !from.Contains((byte)0);
        }

        var last = from.Length - Block;
        for (var at = 0; at < last; at += Block)
        {
            if (!TryCopyBlock(from[at..], to[at..]))
            {
                return false;
            }
        }

        return TryCopyBlock(from[last..], to[last..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryCopyBlock(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var block = Vector512.Create(from);
        block.CopyTo(to);
        return !Vector512.EqualsAny(block, Vector512<byte>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LineEndsIn(Vector512<byte> block) =>
        (Vector512.Equals(block, Vector512.Create(CR)) | Vector512.Equals(block, Vector512.Create(LF))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyLongText(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var at = 0;
        for (; at <= from.Length - Stride; at += Stride)
        {
            var source = from.Slice(at, Stride);
            var first = Vector512.Create(source);
            var second = Vector512.Create(source[Block..]);
            var third = Vector512.Create(source[(2 * Block)..]);
            var fourth = Vector512.Create(source[(3 * Block)..]);
            var smallest = Vector512.Min(Vector512.Min(first, second), Vector512.Min(third, fourth));
            if (Vector512.LessThanAny(smallest, Vector512.Create(AboveLineEnds)))
            {
                break;
            }

            var target = to.Slice(at, Stride);
            first.CopyTo(target);
            second.CopyTo(target[Block..]);
            third.CopyTo(target[(2 * Block)..]);
            fourth.CopyTo(target[(3 * Block)..]);
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong CopyBlock(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var block = Vector512.Create(from);
        block.CopyTo(to);
        return LineEndsIn(block);
    }
}
