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
    private readonly ISubject<object> _connection = Subject.Synchronize(new BehaviorSubject<object>(new())); // the one that reads it

    /// <param name="name">Its name, unique in the session.</param>
    /// <param name="options">How many messages it holds for those who resume.</param>
    /// <param name="isPrimed">
    /// Whether it begins with an ID and empty data, from which the client resumes if nothing else has arrived.
    /// </param>
    public McpStream(string name, SseTopicOptions options, bool isPrimed)
    {
        _isPrimed = isPrimed;
        _topic = new(name, options);
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

    /// <summary>
    /// Whether what follows an ID is held without a gap, and is not over. Ask before answering: a gap is no message of JSON-RPC, and a
    /// stream that always ends at once would be polled forever.
    /// </summary>
    public bool CanResume(string lastEventId)
    {
        Notification<SseEvent>? next = null;
        _topic.After(lastEventId).Materialize().Take(1).Subscribe(item => next = item).Dispose(); // what is held arrives at once
        return next is null or { Kind: NotificationKind.OnNext, Value.Type: not SseGap.EventType };
    }

    /// <summary>What follows an ID. The connection that has read it until now is closed.</summary>
    public IObservable<SseEvent> After(string lastEventId) => Observable.Defer(() =>
    {
        var connection = new object();
        _connection.OnNext(connection);
        return _topic.After(lastEventId)
            .TakeWhile(e => e.Type != SseGap.EventType) // the client is too slow: it resumes, and is then refused
            .TakeUntil(e => e.Type == LastOfConnection)
            .Select(e => new SseEvent(e.Data, LastEventId: e.LastEventId))
            .TakeUntil(_connection.Where(latest => latest != connection));
    });
}
