using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Cuts a chunk into lines.</summary>
/// <remarks>
/// It looks at blocks of 64 bytes and keeps where lines end in one as the bits of a number: a line then costs a bit, not a
/// search. Blocks follow each other whatever the lines are, so the processor looks at the next while this one's lines are read.
/// </remarks>
internal ref struct LineReader(ReadOnlySpan<byte> chunk)
{
    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';
    private const int Block = LineEnds.Block;

    private readonly ReadOnlySpan<byte> _chunk = chunk;
    private int _position;   // where the next line starts
    private int _blockEnd;   // how far line ends have been looked for
    private ulong _lineEnds; // those ahead in the block before that

    /// <summary>What was not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _chunk[_position..];
    }

    /// <summary>Reads the next line, without its end, if its end is in the chunk.</summary>
    /// <param name="line">The line.</param>
    /// <param name="endsInCR">Becomes true if the chunk ends in the CR that ended the line: an LF that comes next belongs to it.</param>
    /// <returns>Whether there is a whole line.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out ReadOnlySpan<byte> line, ref bool endsInCR)
    {
        if (_lineEnds == 0)
        {
            var blockEnd = _blockEnd;
            _lineEnds = FindLineEnds(_chunk, ref blockEnd);
            _blockEnd = blockEnd;
            if (_lineEnds == 0)
            {
                line = default;
                return false;
            }
        }

        // Spec: lines end in CRLF, LF or CR. CR ends one at once; an LF that follows it, whenever it comes, belongs to it.
        var end = _blockEnd - Block + BitOperations.TrailingZeroCount(_lineEnds);
        _lineEnds &= _lineEnds - 1;
        line = _chunk[_position..end];
        _position = end + 1;
        if (_chunk[end] == CR)
        {
            if (_position == _chunk.Length)
            {
                endsInCR = true;
            }
            else if (_chunk[_position] == LF)
            {
                _lineEnds &= _lineEnds - 1;
                if (_position == _blockEnd)
                {
                    _blockEnd++;
                }

                _position++;
            }
        }

        return true;
    }

    /// <summary>Reads the next line if it is blank and can be told at a glance: an LF in the same block.</summary>
    /// <returns>Whether it was; if not, it may be blank all the same.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadBlank()
    {
        if (_lineEnds == 0 || _blockEnd - Block + BitOperations.TrailingZeroCount(_lineEnds) != _position || _chunk[_position] != LF)
        {
            return false;
        }

        _lineEnds &= _lineEnds - 1;
        _position++;
        return true;
    }

    /// <summary>Finds the next block that has line ends, and those.</summary>
    private static ulong FindLineEnds(ReadOnlySpan<byte> chunk, ref int blockEnd)
    {
        var at = blockEnd;
        while (at <= chunk.Length - Block)
        {
            for (var i = 0; i < LineEnds.BlocksAtOnce && at <= chunk.Length - Block; i++)
            {
                var lineEnds = LineEnds.LineEndsIn(chunk[at..]);
                at += Block;
                if (lineEnds != 0)
                {
                    blockEnd = at;
                    return lineEnds;
                }
            }

            at = LineEnds.SkipText(chunk, at);
        }

        blockEnd = at + Block;
        return at < chunk.Length ? LineEnds.LineEndsInTail(chunk, at) : 0;
    }
}
