using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sse.Docs.Tests;

#pragma warning disable CA1819 // arrays keep the snippet short

#region LlmTypes
public sealed record ChatRequest(string Model, ChatMessage[] Messages, bool Stream = true);

public sealed record ChatMessage(string Role, string Content);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)] // camelCase
[JsonSerializable(typeof(ChatRequest))]
public sealed partial class ChatContext : JsonSerializerContext;
#endregion
