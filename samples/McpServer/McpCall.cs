using System.Text.Json.Nodes;

namespace McpServer;

/// <summary>A call of a tool: what the tool reads and reports.</summary>
/// <param name="parameters">The parameters of the request, <c>tools/call</c>.</param>
/// <param name="stream">The stream of its answer.</param>
internal sealed class McpCall(JsonObject parameters, McpStream stream)
{
    private readonly JsonNode? _progressToken = (parameters["_meta"] as JsonObject)?["progressToken"];

    public JsonObject Arguments { get; } = parameters["arguments"] as JsonObject ?? [];

    /// <returns>Why the parameters do not form a call; <see langword="null"/> if they do.</returns>
    public static string? FaultOf(JsonObject parameters)
    {
        var meta = parameters["_meta"] as JsonObject;
        return !McpTools.Has(parameters["name"]?.ToString() ?? "") ? "There is no tool of that name."
            : parameters.ContainsKey("arguments") && parameters["arguments"] is not JsonObject ? "arguments: expected an object."
            : parameters.ContainsKey("_meta") && meta is null ? "_meta: expected an object."
            : meta?.ContainsKey("progressToken") == true && JsonRpcMessage.IdOf(meta["progressToken"]) is null
                ? "_meta.progressToken: expected a string or a whole number."
                : null;
    }

    /// <summary>Notifies the client of progress, if it has asked for it.</summary>
    public void Report(int progress, int total)
    {
        if (_progressToken is not null)
        {
            stream.Send(JsonRpc.Notification("notifications/progress", new()
            {
                ["progressToken"] = _progressToken.DeepClone(),
                ["progress"] = progress,
                ["total"] = total,
            }));
        }
    }

    /// <summary>Closes the connection, so that none is held during long work. The client resumes.</summary>
    public void CloseConnection() => stream.CloseConnection();
}
