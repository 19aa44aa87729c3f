namespace LlmClient;

/// <summary>A part of a call of a tool, whose arguments arrive in pieces.</summary>
/// <param name="Key">Identifies the call within the answer.</param>
/// <param name="Name">The name of the tool, in the first part.</param>
/// <param name="Arguments">The JSON to append.</param>
internal sealed record ToolCallPart(string Key, string? Name, string Arguments);
