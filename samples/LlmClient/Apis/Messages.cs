using System.Globalization;
using System.Text.Json;
using Sse.Protocol;
using Sse.Reactive;

namespace LlmClient;

/// <summary>
/// The messages API: typed events, of which <c>message_stop</c> is the last. Some servers name the type in the data alone.
/// </summary>
internal sealed class Messages : ILlmApi
{
    public string KeyHeader => "x-api-key";

    public string KeyPrefix => "";

    public IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string> { ["anthropic-version"] = "2023-06-01" };

    public SseRequestFactory Ask(Question question) => SseRequest.PostJson(
        new(question.Model, 1024, [new("user", question.Prompt)]), LlmJson.Default.MessagesRequest);

    public AnswerDelta Read(SseEvent view) => TypeOf(view) switch
    {
        _ when ErrorDetail.TryFind(view.Data) is { } error => throw new LlmException(error), // of another name, or of a proxy
        null => throw new LlmException(ErrorDetail.Read(view.Data)),
        "content_block_start" when Body(view) is { ContentBlock: { Type: "tool_use" } tool } e => Call(e, tool.Name, ""),
        "content_block_delta" when Body(view) is { Delta: { PartialJson: { } json } } e => Call(e, null, json),
        "content_block_delta" or "message_delta" when Body(view)?.Delta is { } delta =>
            new(delta.Text ?? "", delta.Thinking ?? "", delta.StopReason),
        "message_stop" => new(IsLast: true),
        _ => AnswerDelta.Empty, // ping, the start and end of other blocks, and types added in the future
    };

    /// <returns><see langword="null"/> for an event that this API does not have.</returns>
    private static string? TypeOf(SseEvent view)
    {
        if (view.Type != SseEvent.DefaultType)
        {
            return view.Type;
        }

        try
        {
            return Body(view)?.Type is { } type && (type == "ping" || type.StartsWith("message_", StringComparison.Ordinal)
                || type.StartsWith("content_block_", StringComparison.Ordinal)) ? type : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AnswerDelta Call(MessagesEvent e, string? name, string json) =>
        new() { Calls = [new(e.Index.ToString(CultureInfo.InvariantCulture), name, json)] };

    private static MessagesEvent? Body(SseEvent view) => JsonSerializer.Deserialize(view.Data, LlmJson.Default.MessagesEvent);
}
