using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <content>The seams between chunks: what is passed over at a chunk's start, what is kept at its end, and how much that may be.</content>
public sealed partial class SseDecoder
{
    private const byte LF = (byte)'\n';

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>What comes before the chunk's first line of its own: what there is to settle, and the rest of a held line.</summary>
    /// <returns>How many bytes that takes; a held line is complete only once its end is read.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Begin(ReadOnlySpan<byte> chunk)
    {
        var settled = _isUnsettled ? Settle(chunk) : 0;
        var rest = chunk[settled..];
        return _held.HasLine && _held.Length + (long)rest.Length <= _maxEventBytes ? settled + _held.AppendText(rest) : settled;
    }

    /// <summary>What may stand before a line: a BOM at the stream's start, or the LF of a CRLF that two chunks share.</summary>
    /// <returns>How many bytes to pass over.</returns>
    private int Settle(ReadOnlySpan<byte> rest)
    {
        if (_death is not null)
        {
            throw new SseLimitExceededException(_death);
        }

        if (rest.IsEmpty)
        {
            return 0;
        }

        if (_bomBytes == Bom.Length)
        {
            // The chunk before ended in CR: an LF belongs to it.
            _isUnsettled = false;
            return rest[0] == LF ? 1 : 0;
        }

        // Spec: one leading BOM is stripped. Bytes that only began like one are the start of the first line.
        var count = 0;
        while (count < rest.Length && _bomBytes < Bom.Length)
        {
            if (rest[count] != Bom[_bomBytes])
            {
                _held.AppendToLine(Bom[.._bomBytes]);
                _bomBytes = (byte)Bom.Length;
                break;
            }

            count++;
            _bomBytes++;
        }

        _isUnsettled = _bomBytes < Bom.Length;
        return count;
    }

    /// <summary>The whole of a line that may have begun in a chunk before, and that may be too much.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> CompleteWithinLimit(ReadOnlySpan<byte> line, int borrowedLength, bool hasData)
    {
        if (_held.HasLine)
        {
            HoldPiece(line);
            line = _held.TakeLine();
        }

        CheckLimit(line, (long)borrowedLength + _held.DataLength, hasData);
        return line;
    }

    /// <summary>Joins a line to the data there is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Join(ReadOnlySpan<byte> borrowed, ReadOnlySpan<byte> value)
    {
        if (!borrowed.IsEmpty)
        {
            _held.AppendData(borrowed);
        }

        _held.AppendDataLine(value);
    }

    /// <summary>Keeps the data of an unfinished event; what is borrowed is about to leave our sight.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(ReadOnlySpan<byte> borrowed, bool hasData)
    {
        _hasData = hasData;
        if (!borrowed.IsEmpty)
        {
            _held.AppendData(borrowed);
        }
    }

    /// <summary>Keeps the unfinished line that a chunk ends with, and nothing that is past.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Hold(ReadOnlySpan<byte> unfinishedLine)
    {
        _id.Shrink();
        if (!_hasType)
        {
            _types.ForgetLong();
        }

        if (unfinishedLine.IsEmpty)
        {
            _held.ReleaseIfEmpty();
            _held.Shrink();
            return;
        }

        HoldPiece(unfinishedLine);
        _held.Shrink();
        if (!SseLine.MayBecomeData(_held.Line))
        {
            CheckLimit(_held.Line, _held.DataLength, _hasData);
        }
    }

    /// <summary>Adds to the held line, unless that is too much whatever the line turns out to be: then it is not worth a copy, but for the start that tells its kind.</summary>
    private void HoldPiece(ReadOnlySpan<byte> piece)
    {
        var atLeast = (long)_held.Length + piece.Length - SseLine.LongestDataPrefix;
        if (atLeast > _maxEventBytes)
        {
            _held.AppendToLine(piece[..Math.Min(piece.Length, SseLine.LongestDataPrefix)]);
            Die(_held.Line, atLeast);
        }

        _held.AppendToLine(piece);
    }

    private void CheckLimit(ReadOnlySpan<byte> line, long dataLength, bool hasData)
    {
        if (dataLength + line.Length <= _maxEventBytes)
        {
            return;
        }

        var reached = dataLength + (SseLine.Read(line, out var value) == LineKind.Data ? value.Length + (hasData ? 1 : 0) : line.Length);
        if (reached > _maxEventBytes)
        {
            Die(line, reached);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Die(ReadOnlySpan<byte> line, long reached)
    {
        var what = SseLine.Read(line, out _) switch
        {
            LineKind.Data => SseLimitExceededException.EventData,
            LineKind.Comment => "comment",
            _ => "line",
        };
        Reset();
        _death = new(what, _maxEventBytes, reached);
        throw _death;
    }
}
