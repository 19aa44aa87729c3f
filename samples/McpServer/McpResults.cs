using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpServer;

/// <summary>Answers in JSON.</summary>
internal static class McpResults
{
    public static ContentHttpResult Json(JsonObject message, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(message.ToJsonString(), "application/json", statusCode: status);

    public static ContentHttpResult Refuse(int status, string message, int code = JsonRpc.InvalidRequest) =>
        Json(JsonRpc.Error(null, code, message), status);
}
