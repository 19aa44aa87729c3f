using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmServer.Models.Providers;

/// <summary>The forms in which providers with OpenAI's API report an error.</summary>
internal static class ProviderError
{
    /// <summary>The error that a response reports by its status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body.</param>
    /// <param name="retryAfter">The value of the header.</param>
    public static ModelException Of(int status, string body, string? retryAfter) =>
        Error(status, MessageOf(Parse(body)) ?? "The model refused the request.", retryAfter);

    /// <summary>The error that an event reports.</summary>
    /// <returns><see langword="null"/> if it reports none.</returns>
    public static ModelException? Of(SseEventView value)
    {
        if (value.Type != "error" && value.Utf8Data.IndexOf("\"error\""u8) < 0)
        {
            return null;
        }

        var e = value.ToEvent();
        var json = Parse(e.Data);
        var isError = e.Type == "error" || json?["error"] is not null || IsText(json?["object"], "error")
            || (json?["choices"] as JsonArray)?.Any(choice => IsText((choice as JsonObject)?["finish_reason"], "error")) == true;
        if (!isError)
        {
            return null;
        }

        var details = json?["error"] as JsonObject ?? json;
        var code = details?["code"] is JsonValue number && number.TryGetValue(out int status) ? status : 0;
        var message = json is null ? e.Data : MessageOf(json) ?? "The model reports an error.";
        return Error(code, message);
    }

    private static ModelException Error(int status, string message, string? retryAfter = null) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => // it is this server's key that was refused
            new(StatusCodes.Status502BadGateway, "The model refused this server."),
        >= 400 and < 600 => new(status, message, retryAfter),
        _ => new(StatusCodes.Status502BadGateway, message),
    };

    /// <returns><see langword="null"/> if it is no JSON object, nor an array that begins with one.</returns>
    private static JsonObject? Parse(string json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            return (node is JsonArray { Count: > 0 } array ? array[0] : node) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The message, in an object <c>error</c> or next to it, or that is <c>error</c> itself.</summary>
    private static string? MessageOf(JsonObject? json) =>
        Text(json?["error"]) ?? Text((json?["error"] as JsonObject)?["message"]) ?? Text(json?["message"]);

    private static bool IsText(JsonNode? node, string text) => Text(node) == text;

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
