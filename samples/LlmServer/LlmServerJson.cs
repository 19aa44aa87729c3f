using System.Text.Encodings.Web;
using System.Text.Json;
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
internal sealed partial class LlmServerJson : JsonSerializerContext
{
    private static LlmServerJson? _readable;

    /// <summary>Leaves characters such as <c>'</c> as they are: this JSON is never part of an HTML page.</summary>
    public static LlmServerJson Readable =>
        _readable ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(JsonNode json) => json.ToJsonString(Readable.Options);
}
