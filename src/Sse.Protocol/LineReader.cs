using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sse.Protocol;

/// <summary>Cuts a chunk into lines.</summary>
/// <remarks>
/// The ends of short lines are found 64 bytes at a time: all of them in one go, as bits, which then cost a shift each. A line
/// that goes on past 64 bytes is left to the framework's search, which is the faster one there.
/// </remarks>
internal ref struct LineReader(ReadOnlySpan<byte> chunk)
{
    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';

    private ReadOnlySpan<byte> _rest = chunk;
    private ulong _lineEnds; // bit i: _rest[i] is a CR or an LF. 0: nothing is known.

    /// <summary>What was not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads the next line, without its end, if its end is in the chunk.</summary>
    /// <param name="line">The line.</param>
    /// <param name="endsInLastCR">Whether the chunk ends in the CR that ended the line: an LF that comes next belongs to it.</param>
    /// <returns>Whether there is a whole line.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out ReadOnlySpan<byte> line, out bool endsInLastCR)
    {
        endsInLastCR = false;
        if (_lineEnds == 0 && _rest.Length >= Vector512<byte>.Count)
        {
            var block = Vector512.Create(_rest);
            _lineEnds = (Vector512.Equals(block, Vector512.Create(CR)) | Vector512.Equals(block, Vector512.Create(LF))).ExtractMostSignificantBits();
        }

        var end = _lineEnds != 0 ? BitOperations.TrailingZeroCount(_lineEnds) : FindLineEnd(_rest);
        if (end < 0)
        {
            line = default;
            return false;
        }

        // Spec: lines end in CRLF, LF or CR. CR ends one at once; an LF that follows it, whenever it comes, belongs to it.
        line = _rest[..end];
        var isCR = _rest[end] == CR;
        Skip(end + 1);
        if (isCR)
        {
            if (_rest.IsEmpty)
            {
                endsInLastCR = true;
            }
            else if (_rest[0] == LF)
            {
                Skip(1);
            }
        }

        return true;
    }

    /// <summary>Passes over at most 64 bytes, or over a line that the framework found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _rest = _rest[count..];
        _lineEnds = _lineEnds >> (count - 1) >> 1; // a shift by 64 would be none
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindLineEnd(ReadOnlySpan<byte> rest)
    {
        var known = rest.Length < Vector512<byte>.Count ? 0 : Vector512<byte>.Count;
        var end = rest[known..].IndexOfAny(CR, LF);
        return end < 0 ? end : end + known;
    }
}
