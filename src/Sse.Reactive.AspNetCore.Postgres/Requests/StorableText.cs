using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>What PostgreSQL can store: text without U+0000 and lone surrogates, and names that it can index.</summary>
internal static class StorableText
{
    /// <summary>An entry of an index holds 2,704 bytes. The schema has the same limit.</summary>
    private const int MaxNameBytes = 2000;

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

    /// <exception cref="ArgumentException">The name is empty, cannot be stored, or is too long for a topic with events.</exception>
    public static void RequireNewName(string topic, [CallerArgumentExpression(nameof(topic))] string? parameter = null)
    {
        RequireName(topic, parameter);
        if (Encoding.UTF8.GetByteCount(topic) is > MaxNameBytes and var bytes)
        {
            throw new ArgumentException(
                $"The name of the topic, '{topic[..40]}...', has {bytes} bytes in UTF-8, but PostgreSQL can index {MaxNameBytes}. Choose a "
                    + "shorter one.",
                parameter);
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
