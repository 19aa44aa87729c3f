using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmServer.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmServer;

/// <summary>
/// Answers that go on without their client: each is a topic, so that any number of clients can read it from its start, or after any event,
/// while the model still writes it. A topic that is full fails: so no client takes what is left of an answer for the whole.
/// </summary>
internal sealed partial class RunningAnswers(
    IHostApplicationLifetime lifetime, LlmServerSettings settings, ILogger<RunningAnswers> logger)
{
    private readonly ConcurrentDictionary<string, RunningAnswer> _answers = new();
    private readonly SseTopicOptions _options = new()
    {
        ReplayFromOldest = true,
        FailWhenFull = true,
        MaxEvents = int.MaxValue,
        MaxBytes = settings.MaxAnswerBytes,
    };

    /// <summary>
    /// Lets an answer of the model outlive its request. It can be read at once, so that it survives a reload before its first token. An
    /// earlier answer with this ID goes on for the clients that read it, and is stopped when the last of them has left.
    /// </summary>
    /// <param name="id">The ID of the answer.</param>
    /// <param name="client">The response to the client that has asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="events">Its events.</param>
    /// <param name="kept">How long it can still be read after its end. Default: not at all.</param>
    public RunningAnswer Start(
        string id, HttpResponse client, Answer answer, IAsyncEnumerable<SseEvent<JsonObject>> events, TimeSpan kept = default)
    {
        var running = new RunningAnswer(_options);
        client.RegisterForDispose(running.Read());
        RunningAnswer? earlier = null;
        _answers.AddOrUpdate(id, running, (_, found) =>
        {
            earlier = found;
            return running;
        });
        earlier?.Dispose();
        _ = RunAsync(id, answer, running, events, kept);
        return running;
    }

    /// <param name="id">The ID of the answer.</param>
    /// <param name="client">The response to the client that reads it.</param>
    /// <returns><see langword="null"/> if there is none.</returns>
    public RunningAnswer? Find(string id, HttpResponse client)
    {
        if (_answers.TryGetValue(id, out var answer))
        {
            client.RegisterForDispose(answer.Read());
        }

        return answer;
    }

    private async Task RunAsync(
        string id, Answer answer, RunningAnswer running, IAsyncEnumerable<SseEvent<JsonObject>> events, TimeSpan kept)
    {
        await using var stopped = answer;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopped, running.Stop);
        try
        {
            using (lifetime.ApplicationStopped.Register(() => LogLost(LlmServerJson.Write(id), answer.Model)))
            {
                await foreach (var e in events.WithCancellation(stop.Token))
                {
                    running.Publish(e);
                }
            }

            _ = RemoveAsync(id, running, kept);
            running.Topic.OnCompleted();
        }
        catch (Exception error)
        {
            _ = RemoveAsync(id, running, kept);
            running.Topic.OnError(error); // each client's stream ends as that of any other failed source
        }
    }

    [LoggerMessage(LogLevel.Warning, "The answer {Id} of {Model} is lost: it has not ended before the server.")]
    private partial void LogLost(string id, string model);

    private async Task RemoveAsync(string id, RunningAnswer answer, TimeSpan kept)
    {
        await Task.Delay(kept, CancellationToken.None);
        _answers.TryRemove(new(id, answer));
    }
}
