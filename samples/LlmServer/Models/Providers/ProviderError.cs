using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sse.Reactive;

namespace LlmServer.Models.Providers;

/// <summary>The forms in which providers with OpenAI's API report an error.</summary>
internal static class ProviderError
{
    private const string Gap = "The answer of the model has a gap: events are missing.";

    /// <summary>The error that a response reports by its status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body.</param>
    /// <param name="retryAfter">The value of the header.</param>
    public static ModelException Of(int status, string body, string? retryAfter)
    {
        var json = Parse(body);
        return Error(
            status,
            MessageOf(json) ?? $"The model {(status == StatusCodes.Status500InternalServerError ? "failed" : "refused the request")}.",
            retryAfter,
            Text((ErrorOf(json) as JsonObject)?["code"]));
    }

    /// <summary>The error of an answer that is not an event stream. It may report one nevertheless.</summary>
    public static ModelException OfNoStream(string body) =>
        Parse(body) is { } json && IsError(json) ? OfJson(json) : OfOther(Parse(body), "The model did not answer with an event stream.");

    /// <summary>Reads an event.</summary>
    /// <returns>A chunk of the answer; <see langword="null"/> for an event of another type, such as a heartbeat.</returns>
    /// <exception cref="ModelException">It reports an error or a gap, or is no chunk.</exception>
    public static JsonObject? ThrowIfError(SseEvent e)
    {
        var json = Parse(e.Data);
        if (e.Type == "error" || (json is not null && IsError(json)))
        {
            throw json is null ? Error(0, e.Data.Length > 0 ? e.Data : "The model reports an error.") : OfJson(json);
        }

        if (e.Type == SseGap.EventType)
        {
            throw Error(0, Gap);
        }

        return json is not null && (json.ContainsKey("choices") || json.ContainsKey("usage")) ? json
            : e.Type != SseEvent.DefaultType && (json is not null || e.Data.Length == 0) ? null
            : throw OfOther(json, "The model sent an event that is no part of an answer.");
    }

    /// <summary>Reads lines outside of events: they are an error, except for the type of an event without data.</summary>
    /// <exception cref="ModelException">They report an error.</exception>
    public static void ThrowIfError(SseSignal.LinesIgnored lines)
    {
        var text = string.Join('\n', lines.Text.Split('\n').Where(line => !line.StartsWith("event: ", StringComparison.Ordinal)));
        var json = Parse(text[(text.StartsWith("error:", StringComparison.Ordinal) ? "error:".Length : 0)..]); // of llama.cpp
        if (text.Length > 0 || lines.Text.Split('\n').Contains("event: error"))
        {
            throw json is not null ? OfJson(json) : Error(0, text.Length > 0 ? text : "The model reports an error.");
        }

        if (lines.Text.Split('\n').Contains($"event: {SseGap.EventType}"))
        {
            throw Error(0, Gap);
        }
    }

    /// <summary>The error of what is no part of an answer: it may have a message, as problem details have.</summary>
    private static ModelException OfOther(JsonObject? json, string message) =>
        json is not null && MessageOf(json) is not null ? OfJson(json) : Error(0, message);

    private static bool IsError(JsonObject json) =>
        ErrorOf(json) is not null || IsText(json["object"], "error") || FailedChoiceOf(json) is not null;

    private static ModelException OfJson(JsonObject json)
    {
        var place = ErrorOf(json) is not null ? json : FailedChoiceOf(json) ?? json;
        var details = ErrorOf(place) as JsonObject ?? place;
        var code = $"{details["code"] ?? details["status"] ?? details["error"]}";
        var status = int.TryParse(code, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return Error(status, MessageOf(place) ?? "The model reports an error.");
    }

    /// <summary>The choice that reports an error, as OpenRouter does.</summary>
    private static JsonObject? FailedChoiceOf(JsonObject json) => (json["choices"] as JsonArray)?.OfType<JsonObject>()
        .FirstOrDefault(choice => ErrorOf(choice) is not null || IsText(choice["finish_reason"], "error"));

    /// <summary>What <c>error</c> reports, or the first of <c>errors</c>.</summary>
    private static JsonNode? ErrorOf(JsonObject? json)
    {
        var error = IsReported(json?["error"]) ? json?["error"] : IsReported(json?["errors"]) ? json?["errors"] : null;
        return error is JsonArray list ? list[0] : error;
    }

    /// <summary>
    /// Whether a property reports an error. Some providers send <c>null</c>, <c>false</c>, 0, an empty text or array with each event.
    /// </summary>
    private static bool IsReported(JsonNode? error) => error?.GetValueKind() switch
    {
        null or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => Text(error) is not null,
        JsonValueKind.Array => error.AsArray() is [not null, ..],
        JsonValueKind.Number => error.AsValue().TryGetValue(out long code) && code != 0,
        _ => true,
    };

    private static ModelException Error(int status, string message, string? retryAfter = null, string? code = null) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => // it is this server's key that was refused
            new(StatusCodes.Status502BadGateway, "The model refused this server."),
        >= 400 and < 600 => new(status, message, retryAfter, code),
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
        Text(ErrorOf(json)) ?? Text((ErrorOf(json) as JsonObject)?["message"]) ?? Text(json?["message"]) ?? Text(json?["detail"])
        ?? Text(json?["title"]);

    private static bool IsText(JsonNode? node, string text) => Text(node) == text;

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
