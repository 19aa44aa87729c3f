using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <content>The boundaries between chunks: bytes skipped at the start, bytes kept at the end, and the limit on those.</content>
public sealed partial class SseDecoder
{
    private const byte LF = (byte)'\n';

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the start of a chunk: a BOM, the LF of a split CRLF, and the rest of a pending line.</summary>
    /// <returns>How many bytes were read. A pending line is complete only once its end is read, by the loop.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadStart(ReadOnlySpan<byte> chunk)
    {
        var skipped = _mayStartWithBomOrLf ? SkipBomOrLf(chunk) : 0;
        var rest = chunk[skipped..];
        return _pending.HasLine && _pending.Length + (long)rest.Length <= _maxEventBytes ? skipped + _pending.AppendText(rest) : skipped;
    }

    /// <summary>Skips a BOM at the start of the stream, or the LF of a CRLF that was split between two chunks.</summary>
    /// <returns>How many bytes to skip.</returns>
    private int SkipBomOrLf(ReadOnlySpan<byte> rest)
    {
        if (_failure is not null)
        {
            throw new SseLimitExceededException(_failure);
        }

        if (rest.IsEmpty)
        {
            return 0;
        }

        if (_bomBytes == Bom.Length)
        {
            // The previous chunk ended in CR: an LF belongs to it.
            _mayStartWithBomOrLf = false;
            return rest[0] == LF ? 1 : 0;
        }

        // Spec: one leading BOM is stripped. Bytes that only start like a BOM are the start of the first line.
        var count = 0;
        while (count < rest.Length && _bomBytes < Bom.Length)
        {
            if (rest[count] != Bom[_bomBytes])
            {
                _pending.AppendToLine(Bom[.._bomBytes]);
                _bomBytes = (byte)Bom.Length;
                break;
            }

            count++;
            _bomBytes++;
        }

        _mayStartWithBomOrLf = _bomBytes < Bom.Length;
        return count;
    }

    /// <summary>Completes a line that may have started in an earlier chunk, and checks the limit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> CompleteLine(ReadOnlySpan<byte> line, int borrowedLength, bool hasData)
    {
        if (_pending.HasLine)
        {
            AppendToPendingLine(line);
            line = _pending.TakeLine();
        }

        CheckLimit(line, (long)borrowedLength + _pending.DataLength, hasData);
        return line;
    }

    /// <summary>Joins a further data line to the data of the event.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void JoinData(ReadOnlySpan<byte> borrowed, ReadOnlySpan<byte> value)
    {
        if (!borrowed.IsEmpty)
        {
            _pending.AppendData(borrowed);
        }

        _pending.AppendDataLine(value);
    }

    /// <summary>Saves the data of an unfinished event, before the chunk that it is borrowed from goes out of scope.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SaveData(ReadOnlySpan<byte> borrowed, bool hasData)
    {
        _hasData = hasData;
        if (!borrowed.IsEmpty)
        {
            _pending.AppendData(borrowed);
        }
    }

    /// <summary>Saves the unfinished line at the end of a chunk, and releases memory that is no longer needed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SaveLine(ReadOnlySpan<byte> unfinishedLine)
    {
        _id.Shrink();
        if (!_hasType)
        {
            _types.ForgetLongType();
        }

        if (unfinishedLine.IsEmpty)
        {
            _pending.ReleaseIfEmpty();
            _pending.Shrink();
            return;
        }

        AppendToPendingLine(unfinishedLine);
        _pending.Shrink();
        if (!SseLine.MayBecomeData(_pending.Line))
        {
            CheckLimit(_pending.Line, _pending.DataLength, _hasData);
        }
    }

    /// <summary>
    /// Appends to the pending line. If the line is over the limit whatever its kind, only the start that shows the kind is copied, and the
    /// decoder fails.
    /// </summary>
    private void AppendToPendingLine(ReadOnlySpan<byte> piece)
    {
        var atLeast = (long)_pending.Length + piece.Length - SseLine.DataPrefixLength;
        if (atLeast > _maxEventBytes)
        {
            _pending.AppendToLine(piece[..Math.Min(piece.Length, SseLine.DataPrefixLength)]);
            Fail(_pending.Line, atLeast);
        }

        _pending.AppendToLine(piece);
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
            Fail(line, reached);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(ReadOnlySpan<byte> line, long reached)
    {
        var what = SseLine.Read(line, out _) switch
        {
            LineKind.Data => SseLimitExceededException.EventData,
            LineKind.Comment => "comment",
            _ => "line",
        };
        Reset();
        _failure = new(what, _maxEventBytes, reached);
        throw _failure;
    }
}
