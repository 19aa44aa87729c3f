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
        StoredItems items,
        SseServerOptions options,
        HttpContext context,
        SseSubscriber _) // an ID that is invalid is refused before the model is asked
    {
        if (request is { Background: true, Stream: not true })
        {
            throw new BadHttpRequestException("An answer in the background is served as a stream alone: set 'stream' to true.");
        }

        request = request with { Stored = items };
        var id = $"resp_{Guid.NewGuid():N}";
        if (request.Background is true) // the client receives the ID at once: it can resume before the first token
        {
            var asked = Answer.Ask(model, request);
            var running = answers.Start(id, context.Response, asked, EventsAsync(new(id, request, asked, hasIds: true), asked), Kept);
            return SseResults.Stream(running.Topic.After(""), WithErrors(options, () => running.Count));
        }

        var answer = await Answer.StartAsync(model, request, context);
        var response = new ResponseEvents(id, request, answer, hasIds: false);
        var events = EventsAsync(response, answer, context.RequestAborted);
        return request.Stream is true
            ? SseResults.Stream(events, options: WithErrors(options, () => response.Count))
            : TypedResults.Ok((JsonObject)(await events.LastAsync(context.RequestAborted)).Data["response"]!);
    }

    private static SseStreamResult Resume(
        string id,
        RunningAnswers answers,
        SseServerOptions options,
        HttpResponse response,
        [FromQuery] string? stream,
        [FromQuery(Name = "starting_after")] string? after)
    {
        if (answers.Find(id, response) is not { } answer)
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
        return SseResults.Stream(answer.Topic.After(position), WithErrors(options, () => answer.Count) with
        {
            UnfinishedEnd = SseUnfinishedEnd.Abort,
            RunsOnAtShutdown = true, // as the POST does: the answer is in memory, and no other server has it
        });
    }

    private static SseServerOptions WithErrors(SseServerOptions options, Func<int> number) => options with
    {
        ErrorEvents = error =>
        {
            var json = new JsonObject
            {
                ["type"] = "error",
                ["sequence_number"] = number(),
                ["code"] = "server_error",
                ["message"] = ApiError.Of(error).Message,
                ["param"] = null,
            };
            return [new(LlmServerJson.Write(json), "error")];
        },
    };

    private static async IAsyncEnumerable<SseEvent<JsonObject>> EventsAsync(
        ResponseEvents response, Answer answer, [EnumeratorCancellation] CancellationToken token = default)
    {
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
