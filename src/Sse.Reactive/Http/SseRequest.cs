using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive;

/// <summary>Creates request factories for <see cref="SseOptions.RequestFactory"/>.</summary>
public static class SseRequest
{
    /// <summary>Creates a factory of POST requests to the URL of <c>Connect</c>, with a body in JSON.</summary>
    /// <remarks>
    /// The body is serialized once, in this call, so that each request has a <c>Content-Length</c> and the same bytes. The content type is
    /// <c>application/json</c>. Set other headers with <see cref="SseOptions.Headers"/>. A POST is never sent again automatically once it
    /// may have reached the server: see <see cref="SseOptions.CanResend"/>.
    /// </remarks>
    /// <example>
    /// <code>
    /// var answer = SseObservable.Connect("https://api.example.com/chat", new()
    /// {
    ///     RequestFactory = SseRequest.PostJson(new ChatRequest("Hello"), AppJson.Default.ChatRequest),
    ///     Headers = new Dictionary&lt;string, string&gt; { ["Authorization"] = $"Bearer {key}" },
    /// });
    ///
    /// [JsonSerializable(typeof(ChatRequest))]
    /// internal sealed partial class AppJson : JsonSerializerContext;
    /// </code>
    /// </example>
    /// <typeparam name="T">The type of the body.</typeparam>
    /// <param name="body">The body. Later changes of the object have no effect.</param>
    /// <param name="typeInfo">
    /// From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.
    /// </param>
    /// <returns>The factory, for any number of attempts and subscriptions.</returns>
    public static SseRequestFactory PostJson<T>(T body, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        var json = JsonSerializer.SerializeToUtf8Bytes(body, typeInfo);
        return (_, _) => new(new HttpRequestMessage
        {
            Method = HttpMethod.Post,
            Content = new ByteArrayContent(json) { Headers = { ContentType = new("application/json") } },
        });
    }
}
