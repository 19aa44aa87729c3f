using System.Text.Json.Nodes;

namespace McpServer;

/// <summary>The tools of this server.</summary>
internal static class McpTools
{
    private static readonly Dictionary<string, McpTool> All = new()
    {
        ["echo"] = new(
            "Returns a text.",
            """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""",
            (call, _) => Task.FromResult(
                call.Arguments["text"] is JsonValue value && value.TryGetValue(out string? text)
                    ? text
                    : throw new ArgumentException("text: expected a string."))),
        ["count"] = new(
            "Counts to a number, one step in 100 ms, and reports its progress.",
            """{"type":"object","properties":{"to":{"type":"integer","minimum":1,"maximum":1000}},"required":["to"]}""",
            (call, cancellationToken) => CountAsync(call, Number(call, "to"), closesConnection: false, cancellationToken)),
        ["test_reconnection"] = new(
            "Counts to 3, and closes the connection meanwhile: the client resumes. Named as in MCP's conformance tests.",
            """{"type":"object"}""",
            (call, cancellationToken) => CountAsync(call, 3, closesConnection: true, cancellationToken)),
    };

    public static bool Has(string name) => All.ContainsKey(name);

    public static Task<string> RunAsync(string name, McpCall call, CancellationToken cancellationToken) =>
        All[name].Run(call, cancellationToken);

    /// <returns>The result of <c>tools/list</c>.</returns>
    public static JsonObject List() => new()
    {
        ["tools"] = new JsonArray([.. All.Select(tool => new JsonObject
        {
            ["name"] = tool.Key,
            ["description"] = tool.Value.Description,
            ["inputSchema"] = JsonNode.Parse(tool.Value.Schema),
        })]),
    };

    private static async Task<string> CountAsync(McpCall call, int to, bool closesConnection, CancellationToken cancellationToken)
    {
        for (var n = 1; n <= to; n++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            call.Report(n, to);
            if (closesConnection && n == 1)
            {
                call.CloseConnection();
            }
        }

        return $"Counted to {to}.";
    }

    private static int Number(McpCall call, string name) =>
        JsonRpcMessage.WholeNumberOf(call.Arguments[name]) is { } number and >= 1 and <= 1000
            ? (int)number
            : throw new ArgumentException($"{name}: expected a whole number from 1 to 1000.");
}
