using System.Globalization;
using System.Text.Json;
using Sse.Protocol;
using Sse.Reactive;

namespace LlmClient;

/// <summary>
/// The responses API: typed and numbered events. Some servers name the type in the data alone. Of an answer in the background, the rest can
/// be requested after the connection was lost.
/// </summary>
internal sealed class Responses(bool isBackground) : ILlmApi
{
    private string? _id;
    private long _number;

    public SseRequestFactory Ask(Question question)
    {
        var post = SseRequest.PostJson(
            new(question.Model, question.Prompt, isBackground ? true : null), LlmJson.Default.ResponsesRequest);
        return (attempt, cancellationToken) => isBackground && _id is not null
            ? new(new HttpRequestMessage(HttpMethod.Get, RestOf(question.Url)))
            : post(attempt, cancellationToken);
    }

    public AnswerDelta Read(SseEvent view)
    {
        var e = JsonSerializer.Deserialize(view.Data, LlmJson.Default.ResponsesEvent);
        if (e is null)
        {
            return AnswerDelta.Empty;
        }

        _number = e.SequenceNumber ?? _number;
        _id = e.Response?.Id ?? _id;
        var hasName = view.Type != SseEvent.DefaultType;
        return (hasName ? view.Type : e.Type) switch
        {
            _ when ErrorDetail.TryFind(view.Data) is { } error => throw new LlmException(error), // of another name, or of a proxy
            var type when !hasName && type?.StartsWith("response.", StringComparison.Ordinal) is not true => // no event of this API
                throw new LlmException(ErrorDetail.Read(view.Data)),
            _ when e.Response is { Status: "failed" or "cancelled" } => throw new LlmException(ErrorOf(view, e)),
            "response.output_text.delta" or "response.refusal.delta" => new(e.Delta ?? ""),
            "response.reasoning_text.delta" or "response.reasoning_summary_text.delta" => new(Thought: e.Delta ?? ""),
            "response.output_item.done" when e.Item is { Type: "function_call", CallId: { } id } call =>
                new() { Calls = [new(id, call.Name, call.Arguments ?? "")] },
            "response.completed" => new(IsLast: true),
            "response.incomplete" => new(StopReason: e.Response?.IncompleteDetails?.Reason ?? "incomplete", IsLast: true),
            "response.failed" or "response.cancelled" => throw new LlmException(ErrorOf(view, e)),
            _ => AnswerDelta.Empty, // the start and end of items and parts, and types added in the future
        };
    }

    private static ErrorDetail ErrorOf(SseEvent view, ResponsesEvent e) =>
        e.Response?.Error is { ValueKind: JsonValueKind.Object } error ? ErrorDetail.Of(error)
        : e.Response?.Status is { } status ? new(status, null)
        : ErrorDetail.Read(view.Data);

    private Uri RestOf(Uri url) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{url.GetLeftPart(UriPartial.Path)}/{Uri.EscapeDataString(_id!)}?stream=true&starting_after={_number}"));
}
