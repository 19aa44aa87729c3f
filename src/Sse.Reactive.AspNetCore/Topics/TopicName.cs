using System.Text;

namespace Sse.Reactive.AspNetCore;

/// <summary>The rule for names of topics, which are part of the IDs of their events.</summary>
internal static class TopicName
{
    /// <summary>The longest name, escaped as in IDs: an ID that combines one topic is then one that clients send back.</summary>
    public const int MaxLength = EventId.MaxBytes - CombinedId.MaxPositionLength - 1;

    /// <exception cref="ArgumentException">
    /// The name is <see langword="null"/> or empty, contains a lone surrogate or U+0000, or is too long.
    /// </exception>
    public static void Require(string? name, string parameter = "name")
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        var hasNull = name.Contains('\0', StringComparison.Ordinal);
        if (Ascii.IsValid(name) && name.Length * 3 <= MaxLength && !hasNull)
        {
            return;
        }

        var escaped = Uri.EscapeDataString(name);
        if (hasNull)
        {
            throw new ArgumentException(
                $"The name of a topic, '{Beginning(escaped)}', contains U+0000, which not every store can hold.", parameter);
        }

        if (EventId.Utf8Length(name) is null)
        {
            throw new ArgumentException(
                $"The name of a topic, '{Beginning(escaped)}', contains a lone surrogate, which no ID can contain.", parameter);
        }

        if (escaped.Length > MaxLength)
        {
            throw new ArgumentException(
                $"The name of a topic, '{Beginning(escaped)}', takes {escaped.Length} bytes in IDs. At most {MaxLength} leave room "
                    + $"for the position: clients send back IDs of up to {EventId.MaxBytes} bytes. "
                    + "Check the names that clients choose, as in a URL.",
                parameter);
        }
    }

    private static string Beginning(string escaped) => escaped.Length > 40 ? $"{escaped[..40]}..." : escaped;
}
