using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Sse.Reactive;

namespace LlmClient;

/// <summary>A refusal in words. The response's body says in JSON what is the matter: a limit, the credit, the key, the model's name.</summary>
internal static class Refusal
{
    public static string Describe(SseResponseException refusal)
    {
        if (ReasonIn(refusal.BodyExcerpt) is not { } reason)
        {
            return refusal.Message;
        }

        var patience = refusal.Headers.TryGetValue("Retry-After", out var wait) ? $" Retry-After: {wait}." : "";
        return $"{refusal.StatusCode} {ReasonPhrases.GetReasonPhrase(refusal.StatusCode)}: {reason}{patience}";
    }

    private static ErrorDetail? ReasonIn(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, LlmJson.Default.ErrorBody)?.Error;
        }
        catch (JsonException)
        {
            return null; // a proxy's page, or cut off after 4 KiB
        }
    }
}
