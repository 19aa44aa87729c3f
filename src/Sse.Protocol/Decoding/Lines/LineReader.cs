using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Splits a chunk into lines.</summary>
/// <param name="chunk">The chunk.</param>
/// <param name="cursor">Where to start: an earlier reader's <see cref="Cursor"/> in the same chunk, or the start of the chunk.</param>
/// <remarks>
/// It searches blocks of 64 bytes and holds the line ends of a block as the bits of a number, so that a line costs one bit operation, not a
/// search. Block positions do not depend on where lines end, so the processor can search the next block while the lines of this one are
/// read.
/// </remarks>
internal ref struct LineReader(ReadOnlySpan<byte> chunk, LineCursor cursor)
{
    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';
    private const int Block = LineEnds.Block;

    private readonly ReadOnlySpan<byte> _chunk = chunk;
    private int _position = cursor.Position;
    private int _blockEnd = cursor.BlockEnd;
    private ulong _lineEnds = cursor.LineEnds;

    /// <summary>Where the next line starts.</summary>
    public readonly LineCursor Cursor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_position, _blockEnd, _lineEnds);
    }

    /// <summary>Where the line starts whose end the chunk does not hold. What comes after the chunk is searched next.</summary>
    public readonly LineCursor Unfinished => new(_position, _chunk.Length, 0);

    /// <summary>The bytes not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _chunk[_position..];
    }

    /// <summary>Reads the next line if the chunk holds its end.</summary>
    /// <param name="line">The line, without its line end.</param>
    /// <param name="endsInCR">
    /// Set if the chunk ends with the CR that ends the line: an LF at the start of the next chunk belongs to it.
    /// </param>
    /// <returns>Whether a whole line was read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out ReadOnlySpan<byte> line, scoped ref bool endsInCR)
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

        // Spec: a line ends with CRLF, LF or CR. CR ends it at once; an LF that follows, even in the next chunk, belongs to it.
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

    /// <summary>Reads the next line if it is a single LF in the block that was searched last.</summary>
    /// <returns>Whether it was read. If not, the next line may still be blank.</returns>
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

    /// <summary>Finds the next block that has line ends, and returns them.</summary>
    private static ulong FindLineEnds(ReadOnlySpan<byte> chunk, ref int blockEnd)
    {
        var at = blockEnd;
        while (at <= chunk.Length - Block)
        {
            for (var i = 0; i < LineEnds.BlocksPerStride && at <= chunk.Length - Block; i++)
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
