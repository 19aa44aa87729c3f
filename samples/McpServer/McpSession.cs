using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace McpServer;

/// <summary>
/// A session: its streams and its calls. If the connection of a call is lost, the call continues; the client resumes its stream by GET.
/// </summary>
internal sealed class McpSession
{
    private static readonly TimeSpan ResumeTime = TimeSpan.FromMinutes(5); // how long the answer of a finished call is kept

    private readonly ConcurrentDictionary<string, McpStream> _streams = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _calls = new();
    private readonly bool _isPrimed;
    private int _lastStream;

    /// <param name="version">The revision of the protocol. Clients of earlier ones do not expect an event without data.</param>
    public McpSession(string version)
    {
        _isPrimed = string.CompareOrdinal(version, "2025-11-25") >= 0;
        Notifications = Add();
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The stream that a GET without an ID reads: messages that belong to no call.</summary>
    public McpStream Notifications { get; }

    /// <returns>The stream to which an ID belongs; <see langword="null"/> if there is none in this session.</returns>
    public McpStream? Find(string lastEventId) => _streams.GetValueOrDefault(McpStream.NameOf(lastEventId));

    /// <summary>Begins a call.</summary>
    /// <returns>Its stream: notifications, and then the response.</returns>
    public McpStream Begin(JsonNode id, string tool, JsonObject parameters)
    {
        var stream = Add();
        _ = RunAsync(id, tool, new(parameters, stream), stream);
        return stream;
    }

    /// <summary>Accepts a notification, or a response.</summary>
    public void Accept(JsonRpcMessage message)
    {
        if (message.Method == "notifications/cancelled"
            && message.Parameters["requestId"] is { } id
            && _calls.TryGetValue(id.ToJsonString(), out var cancellation))
        {
            cancellation.Cancel();
        }
    }

    public void End()
    {
        foreach (var call in _calls.Values)
        {
            call.Cancel();
        }

        Notifications.Complete();
    }

    private McpStream Add()
    {
        var name = Interlocked.Increment(ref _lastStream).ToString(CultureInfo.InvariantCulture);
        return _streams[name] = new(name, _isPrimed);
    }

    private async Task RunAsync(JsonNode id, string tool, McpCall call, McpStream stream)
    {
        var cancellation = new CancellationTokenSource();
        _calls[id.ToJsonString()] = cancellation;
        try
        {
            var text = await McpTools.RunAsync(tool, call, cancellation.Token);
            stream.Send(JsonRpc.Result(id, Content(text, isError: false)));
        }
        catch (OperationCanceledException)
        {
            // A cancelled call has no response.
        }
        catch (ArgumentException error)
        {
            stream.Send(JsonRpc.Result(id, Content(error.Message, isError: true))); // for the model, which can correct it
        }
        catch (Exception)
        {
            stream.Send(JsonRpc.Error(id, JsonRpc.InternalError, "The tool has failed."));
        }

        _calls.TryRemove(id.ToJsonString(), out _);
        stream.Complete();
        await Task.Delay(ResumeTime);
        _streams.TryRemove(stream.Name, out _);
    }

    private static JsonObject Content(string text, bool isError) => new()
    {
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        ["isError"] = isError,
    };
}
