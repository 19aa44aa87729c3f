using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmServer.Apis;

namespace LlmServer;

/// <summary>Source-generated serialization, which needs no reflection: of the requests, and of the objects that are sent.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ResponseRequest))]
[JsonSerializable(typeof(MessagesRequest))]
[JsonSerializable(typeof(UiRequest))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class LlmServerJson : JsonSerializerContext;
