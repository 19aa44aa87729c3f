using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpServer;

/// <summary>A message of JSON-RPC 2.0 that a client has sent, in the form that MCP prescribes.</summary>
/// <param name="Id">A string or a whole number; <see langword="null"/> for notifications.</param>
/// <param name="Method">The method; <see langword="null"/> for responses.</param>
/// <param name="Parameters">The parameters; empty if there are none.</param>
internal sealed record JsonRpcMessage(JsonNode? Id, string? Method, JsonObject Parameters)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads what MCP allows as the ID of a request and as a progress token: a string or a whole number.</summary>
    /// <returns>The value, to compare it with others; <see langword="null"/> for anything else.</returns>
    public static object? IdOf(JsonNode? node) => (object?)Text(node) ?? WholeNumberOf(node);

    /// <summary>Reads what JSON Schema calls an integer. 2.0 is one.</summary>
    public static decimal? WholeNumberOf(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue(out decimal number) && decimal.IsInteger(number)
            ? number
            : null;

    /// <exception cref="JsonRpcException">The body is no such message.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, or the client left before its end.</exception>
    public static async Task<JsonRpcMessage> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, cancellationToken);
        return Of(Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) as JsonObject);
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            // A string that is not Unicode, such as "\ud800", is an error here, and not only where it is used.
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }

            return JsonNode.Parse(json, documentOptions: Strict);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new JsonRpcException(JsonRpc.ParseError, "The body is no JSON, or has a property twice, or text that is not Unicode.");
        }
    }

    private static JsonRpcMessage Of(JsonObject? message) =>
        message is not null
        && Text(message["jsonrpc"]) == "2.0"
        && (message.ContainsKey("params") ? message["params"] : new JsonObject()) is JsonObject parameters
        && (message.ContainsKey("method")
            ? Text(message["method"]) is not null && (!message.ContainsKey("id") || IdOf(message["id"]) is not null)
            : message.ContainsKey("error") || (message.ContainsKey("result") && IdOf(message["id"]) is not null))
            ? new(message["id"], Text(message["method"]), parameters)
            : throw new JsonRpcException(JsonRpc.InvalidRequest, "Expected one message of JSON-RPC 2.0.");

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
