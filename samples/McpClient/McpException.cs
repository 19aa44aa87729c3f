using System.Text.Json.Nodes;

namespace McpClient;

/// <summary>The server has answered a request with an error, or with nothing.</summary>
internal sealed class McpException(string message) : Exception(message)
{
    public McpException(JsonNode error)
        : this($"{error["message"]} (code {error["code"]})")
    {
    }
}
