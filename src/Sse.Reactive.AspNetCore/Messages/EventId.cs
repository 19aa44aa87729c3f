using System.Text;

namespace Sse.Reactive.AspNetCore;

/// <summary>The rule for IDs of events: a client must be able to send them back in the <c>Last-Event-ID</c> header unchanged.</summary>
internal static class EventId
{
    /// <summary>Clients omit a longer ID, since servers reject longer headers.</summary>
    public const int MaxBytes = 4096;

    /// <exception cref="ArgumentException">No header gives the ID back unchanged.</exception>
    public static void Require(string lastEventId)
    {
        if (lastEventId.Length > 0 && Defect(lastEventId) is { } defect)
        {
            throw new ArgumentException(
                $"An event's ID {defect}, so that no Last-Event-ID header returns it unchanged, and no client could resume after it. "
                    + "Use short IDs of visible characters, or publish to a topic without an ID: it assigns one.",
                nameof(lastEventId));
        }
    }

    /// <returns>The length; <see langword="null"/> if there is a lone surrogate.</returns>
    public static int? Utf8Length(ReadOnlySpan<char> id)
    {
        var length = 0;
        while (!id.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(id, out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return null;
            }

            length += rune.Utf8SequenceLength;
            id = id[consumed..];
        }

        return length;
    }

    private static string? Defect(ReadOnlySpan<char> id)
    {
        if (id[0] is ' ' or '\t' || id[^1] is ' ' or '\t')
        {
            return "begins or ends with white space, which HTTP removes (RFC 9110, 5.5)";
        }

        if (id.ContainsAnyInRange('\0', '\b') || id.ContainsAnyInRange('\n', '\u001F') || id.Contains('\u007F'))
        {
            return "contains CR, LF or another control character, which no header can contain (RFC 9110, 5.5)";
        }

        if (Ascii.IsValid(id))
        {
            return id.Length > MaxBytes ? TooLong : null;
        }

        return Utf8Length(id) switch
        {
            null => "contains a lone surrogate, which becomes U+FFFD in UTF-8",
            > MaxBytes => TooLong,
            _ => null,
        };
    }

    private static string TooLong => $"is longer than {MaxBytes} bytes, more than clients send in a header";
}
