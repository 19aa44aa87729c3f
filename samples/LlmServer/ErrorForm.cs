using System.Text.Json.Nodes;

namespace LlmServer;

/// <summary>Metadata of an endpoint: how its API describes an error.</summary>
internal sealed record ErrorForm(Func<ApiError, JsonObject> Format);
