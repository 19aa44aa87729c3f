namespace McpServer;

/// <summary>A message that cannot be answered, with the code of the error in JSON-RPC.</summary>
internal sealed class JsonRpcException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
