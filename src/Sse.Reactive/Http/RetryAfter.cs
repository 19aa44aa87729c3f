using System.Globalization;
using System.Net.Http.Headers;

namespace Sse.Reactive;

/// <summary>
/// The <c>Retry-After</c> header (RFC 9110, 10.2.3), in seconds or as a date. A date is relative to the response's <c>Date</c> header.
/// </summary>
internal static class RetryAfter
{
    /// <returns>The delay that a response asks for; <see langword="null"/> if it has no valid <c>Retry-After</c>.</returns>
    public static TimeSpan? In(Exception cause, DateTimeOffset now)
    {
        if (cause is not SseResponseException response || !response.Headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        if (RetryConditionHeaderValue.TryParse(text, out var value))
        {
            return value.Delta ?? value.Date - (SentAt(response) ?? now);
        }

        // More seconds, or more zeros before them, than the platform's parser accepts.
        var seconds = text.Trim();
        return seconds.Length == 0 || seconds.AsSpan().ContainsAnyExceptInRange('0', '9') ? null
            : int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? TimeSpan.FromSeconds(number)
            : TimeSpan.MaxValue;
    }

    /// <summary>The parser of <c>Retry-After</c> reads the three forms of a date (RFC 9110, 5.6.7).</summary>
    private static DateTimeOffset? SentAt(SseResponseException response) =>
        response.Headers.TryGetValue("Date", out var text) && RetryConditionHeaderValue.TryParse(text, out var sent) ? sent.Date : null;
}
