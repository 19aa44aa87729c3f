using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <content>Reading event by event from one chunk, as pulled readers do.</content>
public sealed partial class SseDecoder
{
    /// <summary>Reads the next event from a position in a chunk; other frames take effect and are skipped.</summary>
    /// <remarks>Not inlined, for the same reason as the loop.</remarks>
    /// <param name="chunk">The chunk: the same one until it has been read to its end.</param>
    /// <param name="cursor">
    /// Where to start; then, the end of the event. Once the chunk has been read, its end, or the start of the line that is left.
    /// </param>
    /// <param name="data">The data of the event, valid until the decoder or the chunk is next used.</param>
    /// <param name="type">The type of the event.</param>
    /// <returns>Whether an event was read; <see langword="false"/> means that the chunk is used up.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryReadEventAt(
        ReadOnlySpan<byte> chunk, scoped ref LineCursor cursor, out ReadOnlySpan<byte> data, [NotNullWhen(true)] out string? type)
    {
        if (TryReadCommonEvent(chunk, ref cursor, out data, out type))
        {
            return true;
        }

        _id.IsNew = false;
        var start = cursor;
        var first = default(FirstEvent);
        Read(chunk, ref cursor, ref first, ref data);
        type = first.Type;
        if (type is null)
        {
            var isUnread = cursor.Position == start.Position && !_mayStartWithBomOrLf;
            cursor = cursor with { IsAtPlainEvent = start.IsAtPlainEvent && isUnread };
            return false;
        }

        cursor = cursor with { IsAtPlainEvent = !_id.IsNew };
        return true;
    }

    /// <summary>Reads the next frame from a position in a chunk.</summary>
    /// <param name="chunk">The chunk: the same one until it has been read to its end.</param>
    /// <param name="cursor">Where to start; then, the end of the frame. The end of the chunk once it has been read.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Whether a frame was read; <see langword="false"/> means that the chunk is used up.</returns>
    internal bool TryReadAt(ReadOnlySpan<byte> chunk, scoped ref LineCursor cursor, out SseFrameView frame)
    {
        var first = default(FirstFrame);
        ReadOnlySpan<byte> text = default;
        Read(chunk, ref cursor, ref first, ref text);
        frame = new(first.Kind, text, first.Type, this);
        return first.Kind != SseFrameKind.None;
    }

    /// <summary>
    /// Reads the next event if it is of the most common shape: one data line, alone or after the same event line as before, then a blank
    /// line, all of it in the chunk.
    /// </summary>
    /// <remarks>
    /// Such an event changes nothing in the decoder. To enter the loop of <c>Read</c> for it would cost as much as the event itself.
    /// If the shape is another, nothing has happened, and the loop reads it.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadCommonEvent(
        ReadOnlySpan<byte> chunk, scoped ref LineCursor cursor, out ReadOnlySpan<byte> data, [NotNullWhen(true)] out string? type)
    {
        data = default;
        type = null;
        if (!cursor.IsAtPlainEvent || chunk.Length > _maxEventBytes)
        {
            return false;
        }

        var lines = new LineReader(chunk, cursor);
        var endsInCR = false;
        var hasType = false;
        if (!SseLine.IsCommonData(lines.Rest))
        {
            hasType = lines.TryRead(out var first, ref endsInCR) && !first.IsEmpty && _types.IsCurrent(first);
            if (!hasType || !SseLine.IsCommonData(lines.Rest))
            {
                return false;
            }
        }

        if (!lines.TryRead(out var line, ref endsInCR))
        {
            cursor = hasType ? cursor : lines.Unfinished with { IsAtPlainEvent = true }; // not searched again
            return false;
        }

        if (!lines.TryRead(out var blank, ref endsInCR) || !blank.IsEmpty || endsInCR)
        {
            return false;
        }

        cursor = lines.Cursor with { IsAtPlainEvent = true };
        data = line[SseLine.DataPrefixLength..];
        type = hasType ? _types.Current : SseEvent.DefaultType;
        return true;
    }
}
