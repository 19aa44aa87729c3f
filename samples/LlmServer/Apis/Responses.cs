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
        app.MapPost("/v1/responses", AnswerAsync);
        app.MapGet("/v1/responses/{id}", Resume);
    }

    private static async Task<IResult> AnswerAsync(
        [FromBody] ResponseRequest request,
        IChatClient model,
        RunningAnswers answers,
        SseServerOptions options,
        HttpContext context,
        SseSubscriber _) // an ID that is invalid is refused before the model is asked
    {
        if (request is { Background: true, Stream: not true })
        {
            throw new BadHttpRequestException("An answer in the background is served as a stream alone: set 'stream' to true.");
        }

        var answer = await Answer.StartAsync(model, request, context);
        var id = $"resp_{Guid.NewGuid():N}";
        var events = EventsAsync(request, id, answer, request.Background is true ? CancellationToken.None : context.RequestAborted);
        return request switch
        {
            { Stream: not true } => TypedResults.Ok((JsonObject)(await events.LastAsync(context.RequestAborted)).Data["response"]!),
            { Background: true } => SseResults.Stream(answers.Start(id, answer, events, Kept).Topic.After(""), WithErrors(options)),
            _ => SseResults.Stream(events, options: WithErrors(options)),
        };
    }

    private static SseStreamResult Resume(
        string id,
        RunningAnswers answers,
        SseServerOptions options,
        [FromQuery] string? stream,
        [FromQuery(Name = "starting_after")] string? after)
    {
        if (answers.Find(id) is not { } answer)
        {
            throw new BadHttpRequestException($"There is no response '{id}'.", StatusCodes.Status404NotFound);
        }

        if (stream != "true")
        {
            throw new BadHttpRequestException("A response is served as a stream alone: set stream=true.");
        }

        // Only the numbers of events: an unknown one would be answered with everything, which the client would append.
        var number = -1;
        if (after is not null
            && !(int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < answer.Count))
        {
            throw new BadHttpRequestException("'starting_after' must be the sequence_number of an event of the response.");
        }

        var position = number < 0 ? "" : number.ToString(CultureInfo.InvariantCulture);
        return SseResults.Stream(answer.Topic.After(position), WithErrors(options) with { UnfinishedEnd = SseUnfinishedEnd.Abort });
    }

    private static SseServerOptions WithErrors(SseServerOptions options) => options with
    {
        ErrorEvents = error =>
        {
            var message = ApiError.Of(error).Message;
            var json = new JsonObject { ["type"] = "error", ["code"] = "server_error", ["message"] = message, ["param"] = null };
            return [new(json.ToJsonString(), "error")];
        },
    };

    private static async IAsyncEnumerable<SseEvent<JsonObject>> EventsAsync(
        ResponseRequest request,
        string id,
        Answer answer,
        [EnumeratorCancellation] CancellationToken token = default)
    {
        var response = new ResponseEvents(id, answer.Model, hasIds: request.Background is true);
        var finish = ChatFinishReason.Stop;
        UsageDetails? usage = null;
        foreach (var e in response.Begin())
        {
            yield return e;
        }

        await foreach (var update in answer.Updates.WithCancellation(token))
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
