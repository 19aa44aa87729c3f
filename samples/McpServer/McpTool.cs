namespace McpServer;

/// <summary>A tool.</summary>
/// <param name="Description">What it does, for the model.</param>
/// <param name="Schema">The JSON Schema of its arguments.</param>
/// <param name="Run">Returns its text. An <see cref="ArgumentException"/> is an answer to the model.</param>
internal sealed record McpTool(string Description, string Schema, Func<McpCall, CancellationToken, Task<string>> Run);
