using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json.Nodes;

namespace McpServer;

/// <summary>
/// A stream of messages that can be resumed: a topic. Each call has its own, as MCP requires: an ID names the stream that it resumes, and a
/// message is sent on one connection only.
/// </summary>
internal sealed class McpStream
{
    private readonly SseTopic _topic;
    private readonly ISubject<Unit> _closed = Subject.Synchronize(new Subject<Unit>());

    /// <param name="name">Its name, unique in the session.</param>
    /// <param name="isPrimed">
    /// Whether it begins with an ID and empty data, from which the client resumes if nothing else has arrived.
    /// </param>
    public McpStream(string name, bool isPrimed)
    {
        _topic = new(name, new() { ReplayFromOldest = true });
        if (isPrimed)
        {
            _topic.Publish(new(""));
        }
    }

    public string Name => _topic.Name;

    /// <summary>The name of the stream to which an ID belongs. The IDs of a topic are its name, a slash, and a position.</summary>
    public static string NameOf(string lastEventId) => lastEventId.Split('/')[0];

    public void Send(JsonObject message) => _topic.Publish(new(message.ToJsonString()));

    /// <summary>Ends it: the client has received all messages, or receives them when it resumes.</summary>
    public void Complete() => _topic.OnCompleted();

    /// <summary>Closes the connection. The stream goes on, and the client resumes it.</summary>
    public void CloseConnection() => _closed.OnNext(Unit.Default);

    /// <summary>What follows an ID. The connection that has read it until now is closed.</summary>
    public IObservable<SseEvent> After(string lastEventId)
    {
        CloseConnection();
        return _topic.After(lastEventId).TakeUntil(_closed);
    }
}
