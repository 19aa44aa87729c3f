using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;

namespace LlmServer;

/// <summary>
/// Answers that go on without their client: each is a topic, so that any number of clients can read it from its start, or after any event,
/// while the model still writes it.
/// </summary>
internal sealed class RunningAnswers(IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, SseTopic> _answers = new();

    /// <param name="id">The ID of the answer.</param>
    /// <param name="events">The events of the answer.</param>
    /// <param name="kept">How long it can still be read after its end. Default: not at all.</param>
    public SseTopic Start(string id, IAsyncEnumerable<SseEvent<JsonObject>> events, TimeSpan kept = default)
    {
        var answer = new SseTopic(id, new() { ReplayFromOldest = true, MaxEvents = int.MaxValue });
        _answers[id] = answer;
        _ = RunAsync(id, answer, events, kept);
        return answer;
    }

    /// <returns><see langword="null"/> if there is none.</returns>
    public SseTopic? Find(string id) => _answers.GetValueOrDefault(id);

    private async Task RunAsync(string id, SseTopic answer, IAsyncEnumerable<SseEvent<JsonObject>> events, TimeSpan kept)
    {
        try
        {
            await foreach (var e in events.WithCancellation(lifetime.ApplicationStopped))
            {
                answer.PublishJson(e.Data!, LlmServerJson.Default.JsonObject, e.Type, e.LastEventId);
            }

            _ = RemoveAsync(id, answer, kept);
            answer.OnCompleted();
        }
        catch (Exception error)
        {
            _ = RemoveAsync(id, answer, kept);
            answer.OnError(error); // each client's stream ends as that of any other failed source
        }
    }

    private async Task RemoveAsync(string id, SseTopic answer, TimeSpan kept)
    {
        await Task.Delay(kept, CancellationToken.None);
        _answers.TryRemove(new(id, answer));
    }
}
