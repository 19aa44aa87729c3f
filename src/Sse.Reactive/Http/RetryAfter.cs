using System.Globalization;
using System.Net.Http.Headers;

namespace Sse.Reactive;

/// <summary>The <c>Retry-After</c> header (RFC 9110, 10.2.3), in seconds or as a date: by the clock of the server, if it tells that.</summary>
internal static class RetryAfter
{
    /// <summary>How long a refusal asks to be left alone; <see langword="null"/> if it does not, or not in a form that can be read.</summary>
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

        // More seconds than the platform's parser holds are a number all the same.
        var seconds = text.AsSpan().Trim();
        return seconds.IsEmpty || seconds.ContainsAnyExceptInRange('0', '9') ? null : TimeSpan.MaxValue;
    }

    private static DateTimeOffset? SentAt(SseResponseException response) =>
        response.Headers.TryGetValue("Date", out var text) && DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sentAt)
            ? sentAt
            : null;
}
