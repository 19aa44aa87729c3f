using System.Text;
using System.Text.Unicode;

namespace Sse;

/// <summary>What a checkpoint on an engine may contain. The limit of an ID is that of a checkpoint file.</summary>
internal static class CheckpointRules
{
    /// <summary>The largest ID, in bytes of UTF-8. No ID is longer than the largest event.</summary>
    public const int MaxIdBytes = 16 * 1024 * 1024;

    /// <summary>The longest name of a stream, in UTF-16 characters.</summary>
    public const int MaxStreamChars = 200;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The name is empty, too long, or contains control characters or unpaired surrogates.</exception>
    public static string RequireStream(string stream, string parameter)
    {
        ArgumentNullException.ThrowIfNull(stream, parameter);
        return stream.Length is > 0 and <= MaxStreamChars && !stream.Any(char.IsControl) && BytesOf(stream) is not null
            ? stream
            : throw new ArgumentException(
                $"The name of a stream has 1 to {MaxStreamChars} characters, without control characters and unpaired surrogates.",
                parameter);
    }

    /// <exception cref="ArgumentException">The ID is not one of a stream, is not valid Unicode, or is too long.</exception>
    public static string RequireId(string lastEventId)
    {
        FieldValue.RequireLastEventId(lastEventId, nameof(lastEventId));
        return BytesOf(lastEventId) switch
        {
            null => throw new ArgumentException("The last event ID contains an unpaired surrogate.", nameof(lastEventId)),
            > MaxIdBytes => throw new ArgumentException(
                $"The last event ID exceeds the {MaxIdBytes} bytes of a checkpoint.", nameof(lastEventId)),
            _ => lastEventId,
        };
    }

    /// <summary>Whether a store could have saved the ID.</summary>
    public static bool IsId(string lastEventId) => FieldValue.IsValid(lastEventId) && BytesOf(lastEventId) is <= MaxIdBytes;

    /// <returns>The text; <see langword="null"/> if the bytes are not UTF-8.</returns>
    public static string? Decode(byte[] utf8) => Utf8.IsValid(utf8) ? StrictUtf8.GetString(utf8) : null;

    /// <returns><see langword="null"/> if the text is not valid Unicode.</returns>
    private static int? BytesOf(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
