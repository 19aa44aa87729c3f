using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LlmServer.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>
/// OpenAI's responses: typed and numbered events, of which <c>response.completed</c> is the last. With <c>background</c>, the answer goes
/// on without its client, which can read the rest: <c>GET /v1/responses/ID?stream=true&amp;starting_after=N</c>.
/// </summary>
internal static class Responses
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    public static void MapResponses(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/responses", AnswerAsync).WithMetadata(new ErrorForm(ChatCompletions.Error));
        app.MapGet("/v1/responses/{id}", Resume).WithMetadata(new ErrorForm(ChatCompletions.Error));
    }

    private static async Task<IResult> AnswerAsync(
        [FromBody] ResponseRequest request,
        IChatClient model,
        RunningAnswers answers,
        SseServerOptions options,
        HttpContext context)
    {
        var answer = await model.StartAsync(request.ToMessages(), request.ToOptions(), context, request.Background);
        var id = $"resp_{Guid.NewGuid():N}";
        var events = EventsAsync(request, id, answer, request.Background ? CancellationToken.None : context.RequestAborted);
        return request switch
        {
            { Stream: false } => TypedResults.Ok((JsonObject)(await events.LastAsync(context.RequestAborted)).Data["response"]!),
            { Background: true } => SseResults.Stream(answers.Start(id, events, Kept), WithErrors(options)),
            _ => SseResults.Stream(events, options: WithErrors(options)),
        };
    }

    private static SseStreamResult Resume(
        string id, RunningAnswers answers, SseServerOptions options, [FromQuery(Name = "starting_after")] long? after) =>
        answers.Find(id) is { } answer
            ? SseResults.Stream(
                answer.After(after?.ToString(CultureInfo.InvariantCulture) ?? ""),
                WithErrors(options) with { UnfinishedEnd = SseUnfinishedEnd.Abort })
            : throw new ModelException(StatusCodes.Status404NotFound, $"There is no response '{id}'.");

    private static SseServerOptions WithErrors(SseServerOptions options) => options with
    {
        ErrorEvents = error =>
        {
            var (_, message) = ApiError.Of(error);
            var json = new JsonObject { ["type"] = "error", ["code"] = "server_error", ["message"] = message, ["param"] = null };
            return [new(json.ToJsonString(), "error")];
        },
    };

    private static async IAsyncEnumerable<SseEvent<JsonObject>> EventsAsync(
        ResponseRequest request,
        string id,
        IAsyncEnumerable<ChatResponseUpdate> answer,
        [EnumeratorCancellation] CancellationToken token = default)
    {
        var response = new ResponseEvents(id, request.Model, hasIds: request.Background);
        var finish = ChatFinishReason.Stop;
        UsageDetails? usage = null;
        foreach (var e in response.Begin())
        {
            yield return e;
        }

        await foreach (var update in answer.WithCancellation(token))
        {
            finish = update.FinishReason ?? finish;
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            foreach (var e in update.Contents.SelectMany(response.Of))
            {
                yield return e;
            }
        }

        foreach (var e in response.End(finish, usage))
        {
            yield return e;
        }
    }
}
