using System.Text.Json.Nodes;

namespace McpServer;

/// <summary>The messages of JSON-RPC 2.0 that a server sends.</summary>
internal static class JsonRpc
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;

    public static JsonObject Result(JsonNode? id, JsonObject result) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(), ["result"] = result };

    public static JsonObject Notification(string method, JsonObject parameters) =>
        new() { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters };

    /// <param name="id">The ID of the request; <see langword="null"/> if there is none.</param>
    /// <param name="code">The code.</param>
    /// <param name="message">What is wrong.</param>
    public static JsonObject Error(JsonNode? id, int code, string message)
    {
        var error = new JsonObject { ["jsonrpc"] = "2.0", ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };
        if (id is not null)
        {
            error["id"] = id.DeepClone();
        }

        return error;
    }
}
