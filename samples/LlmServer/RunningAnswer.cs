using System.Text.Json.Nodes;

namespace LlmServer;

/// <summary>An answer that goes on without its client: a topic, and how many events it has.</summary>
internal sealed class RunningAnswer(SseTopicOptions options)
{
    private int _count;

    public SseTopic Topic { get; } = new("answer", options);

    public int Count => Volatile.Read(ref _count);

    public void Publish(SseEvent<JsonObject> value)
    {
        Interlocked.Increment(ref _count); // first: a client that has the event may name its number at once
        Topic.PublishJson(value.Data, LlmServerJson.Default.JsonObject, value.Type, value.LastEventId);
    }
}
