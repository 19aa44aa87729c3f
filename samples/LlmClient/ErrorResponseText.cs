using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Sse.Reactive;

namespace LlmClient;

/// <summary>Describes an error response. Its JSON body names the reason: a rate limit, the credit, the key, the model name.</summary>
internal static class ErrorResponseText
{
    public static string Describe(SseResponseException response)
    {
        if (ParseError(response.BodyExcerpt) is not { } reason)
        {
            return response.Message;
        }

        var retryAfter = response.Headers.TryGetValue("Retry-After", out var delay) ? $" Retry-After: {delay}." : "";
        return $"{response.StatusCode} {ReasonPhrases.GetReasonPhrase(response.StatusCode)}: {reason}{retryAfter}";
    }

    private static ErrorDetail? ParseError(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return ErrorDetail.Find(json.RootElement);
        }
        catch (JsonException)
        {
            return null; // for example an HTML page of a proxy, or JSON truncated after 4 KiB
        }
    }
}
