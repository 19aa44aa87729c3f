using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpServer;

/// <summary>Answers in JSON.</summary>
internal static class McpResults
{
    public static ContentHttpResult Json(JsonObject message, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(message.ToJsonString(), "application/json", statusCode: status);

    /// <summary>Answers a request whose parameters are wrong.</summary>
    public static ContentHttpResult Invalid(JsonNode id, string message) => Json(JsonRpc.Error(id, JsonRpc.InvalidParams, message));

    public static ContentHttpResult Refuse(int status, string message, int code = JsonRpc.InvalidRequest) =>
        Json(JsonRpc.Error(null, code, message), status);
}
