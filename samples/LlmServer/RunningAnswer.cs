using System.Reactive.Disposables;
using System.Text.Json.Nodes;

namespace LlmServer;

/// <summary>An answer that goes on without its client: a topic, how many events it has, and who reads it.</summary>
internal sealed class RunningAnswer : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RefCountDisposable _readers; // the first one is the ID, by which further clients find it
    private int _count;

    public RunningAnswer(SseTopicOptions options)
    {
        Topic = new("answer", options);
        _readers = new(Disposable.Create(_stop.Cancel));
    }

    public SseTopic Topic { get; }

    public int Count => Volatile.Read(ref _count);

    /// <summary>Cancelled when the answer has lost its ID, and no client reads it any more.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <returns>Dispose of it when the client has left.</returns>
    public IDisposable Read() => _readers.GetDisposable();

    /// <summary>Takes its ID away: it goes on only for the clients that read it now.</summary>
    public void Dispose() => _readers.Dispose();

    public void Publish(SseEvent<JsonObject> value)
    {
        Interlocked.Increment(ref _count); // first: a client that has the event may name its number at once
        Topic.PublishJson(value.Data, LlmServerJson.Readable.JsonObject, value.Type, value.LastEventId);
    }
}
