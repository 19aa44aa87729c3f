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
    private const string LastOfConnection = "last"; // within this class; it is sent as a message without data

    private readonly SseTopic _topic;
    private readonly bool _isPrimed;
    private readonly ISubject<Unit> _resumed = Subject.Synchronize(new Subject<Unit>());

    /// <param name="name">Its name, unique in the session.</param>
    /// <param name="isPrimed">
    /// Whether it begins with an ID and empty data, from which the client resumes if nothing else has arrived.
    /// </param>
    public McpStream(string name, bool isPrimed)
    {
        _isPrimed = isPrimed;
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

    /// <summary>
    /// Closes the connection, after an event by whose ID the client resumes the stream. An event, because the connection may not be open
    /// yet: it then closes when that event has been sent. Earlier revisions do not have this.
    /// </summary>
    public void CloseConnection()
    {
        if (_isPrimed)
        {
            _topic.Publish(new("", LastOfConnection));
        }
    }

    /// <summary>What follows an ID. The connection that has read it until now is closed.</summary>
    public IObservable<SseEvent> After(string lastEventId)
    {
        _resumed.OnNext(Unit.Default);
        return _topic.After(lastEventId)
            .TakeUntil(e => e.Type == LastOfConnection)
            .Select(e => new SseEvent(e.Data, LastEventId: e.LastEventId))
            .TakeUntil(_resumed);
    }
}
