using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>What PostgreSQL can store: text without U+0000 and lone surrogates.</summary>
internal static class StorableText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The name is empty, or cannot be stored.</exception>
    public static void RequireName(string topic, [CallerArgumentExpression(nameof(topic))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic, parameter);
        if (HasNull(topic))
        {
            throw new ArgumentException("The name of the topic contains U+0000, which PostgreSQL cannot store.", parameter);
        }

        try
        {
            _ = StrictUtf8.GetByteCount(topic);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The name of the topic contains a lone surrogate, which PostgreSQL cannot store.", parameter);
        }
    }

    /// <exception cref="ArgumentException">The event cannot be stored.</exception>
    public static void RequireEvent(string topic, SsePublishedEvent value)
    {
        if (HasNull(value.Value.Data) || HasNull(value.Value.Type) || HasNull(value.Tag))
        {
            throw new ArgumentException(
                $"An event for the topic '{topic}' contains U+0000, which PostgreSQL cannot store. Encode it, as JSON does.",
                nameof(value));
        }
    }

    private static bool HasNull(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
