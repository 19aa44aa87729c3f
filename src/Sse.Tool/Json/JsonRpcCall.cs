using System.Text;
using System.Text.Json;

namespace Sse.Tool;

/// <summary>A request of JSON-RPC 2.0 that was sent as the body.</summary>
internal sealed class JsonRpcCall
{
    private readonly string _id;

    private JsonRpcCall(string id) => _id = id;

    /// <returns><see langword="null"/> if the body is no request, or one without a response: a notification.</returns>
    public static JsonRpcCall? Of(ReadOnlyMemory<byte>? body)
    {
        using var json = body is { } text ? JsonText.TryParseStructure(Encoding.UTF8.GetString(text.Span)) : null;
        return json is not null && Has(json, "jsonrpc") && Has(json, "method") && IdOf(json) is { } id ? new(id) : null;
    }

    /// <summary>Whether an event is the response, with a <c>result</c> or an <c>error</c>.</summary>
    public bool IsAnsweredBy(SseEvent e)
    {
        using var json = JsonText.TryParseStructure(e.Data);
        return json is not null && !Has(json, "method") && (Has(json, "result") || Has(json, "error")) && IdOf(json) == _id;
    }

    /// <summary>The ID as JSON: 1 and "1" are different.</summary>
    private static string? IdOf(JsonDocument json) => Find(json, "id") is not { } id ? null : id.ValueKind switch
    {
        JsonValueKind.String => JsonText.Quoted(id),
        JsonValueKind.Number => id.GetRawText(),
        _ => null,
    };

    private static bool Has(JsonDocument json, string name) => Find(json, name) is not null;

    private static JsonElement? Find(JsonDocument json, string name) => new JsonPathSegment(name).Find(json.RootElement);
}
