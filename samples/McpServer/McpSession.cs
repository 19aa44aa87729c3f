using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace McpServer;

/// <summary>
/// A session: its streams and its calls. If the connection of a call is lost, the call continues; the client resumes its stream by GET.
/// </summary>
internal sealed partial class McpSession
{
    private static readonly TimeSpan ResumeTime = TimeSpan.FromMinutes(5); // how long the answer of a finished call is kept

    private static readonly SseTopicOptions Newest = new() { ReplayFromOldest = true };
    private static readonly SseTopicOptions All = new() { ReplayFromOldest = true, FailWhenFull = true, MaxEvents = 10_000 };

    private readonly ConcurrentDictionary<string, McpStream> _streams = new();
    private readonly ConcurrentDictionary<object, CancellationTokenSource> _calls = new();
    private readonly CancellationToken _stopped;
    private readonly ILogger _logger;
    private int _lastStream;

    /// <param name="version">The revision of the protocol.</param>
    /// <param name="logger">Logs which calls are lost when the host stops.</param>
    /// <param name="stopped">Cancelled when the host has stopped.</param>
    public McpSession(string version, ILogger logger, CancellationToken stopped)
    {
        (_stopped, _logger) = (stopped, logger);
        Polls = string.CompareOrdinal(version, "2025-11-25") >= 0;
        Notifications = Add(Newest);
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>
    /// Whether a stream begins with an event without data, so that its connection can be closed before the response. Clients of earlier
    /// revisions do not expect either.
    /// </summary>
    public bool Polls { get; }

    /// <summary>The stream that a GET without an ID reads: messages that belong to no call.</summary>
    public McpStream Notifications { get; }

    /// <returns>The stream that can be resumed after an ID; <see langword="null"/> if there is none in this session.</returns>
    public McpStream? Find(string lastEventId) =>
        _streams.TryGetValue(McpStream.NameOf(lastEventId), out var stream) && stream.CanResume(lastEventId) ? stream : null;

    /// <summary>Begins a call.</summary>
    /// <returns>Its stream: notifications, and then the response. <see langword="null"/> if a call with this ID is running.</returns>
    public McpStream? TryBegin(JsonNode id, string tool, JsonObject parameters)
    {
        var cancellation = new CancellationTokenSource();
        if (!_calls.TryAdd(JsonRpcMessage.IdOf(id)!, cancellation))
        {
            return null;
        }

        var stream = Add(All);
        _ = RunAsync(id, tool, new(parameters, stream), stream, cancellation.Token);
        return stream;
    }

    /// <summary>Accepts a notification, or a response.</summary>
    public void Accept(JsonRpcMessage message)
    {
        if (message.Method == "notifications/cancelled"
            && JsonRpcMessage.IdOf(message.Parameters["requestId"]) is { } id
            && _calls.TryGetValue(id, out var cancellation))
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

    private McpStream Add(SseTopicOptions options)
    {
        var name = Interlocked.Increment(ref _lastStream).ToString(CultureInfo.InvariantCulture);
        return _streams[name] = new(name, options, Polls);
    }

    private async Task RunAsync(JsonNode id, string tool, McpCall call, McpStream stream, CancellationToken cancellationToken)
    {
        using (_stopped.Register(() => LogLost(_logger, id.ToJsonString(), tool)))
        {
            try
            {
                stream.Send(await AnswerAsync(id, tool, call, cancellationToken));
            }
            catch (Exception error) when (cancellationToken.IsCancellationRequested || error is SseTopicFullException)
            {
                _streams.TryRemove(stream.Name, out _); // it has no response: a client that resumes it is refused
            }
        }

        _calls.TryRemove(JsonRpcMessage.IdOf(id)!, out _);
        stream.Complete();
        await Task.Delay(ResumeTime, CancellationToken.None);
        _streams.TryRemove(stream.Name, out _);
    }

    private static async Task<JsonObject> AnswerAsync(JsonNode id, string tool, McpCall call, CancellationToken cancellationToken)
    {
        try
        {
            return JsonRpc.Result(id, Content(await McpTools.RunAsync(tool, call, cancellationToken), isError: false));
        }
        catch (ArgumentException error)
        {
            return JsonRpc.Result(id, Content(error.Message, isError: true)); // for the model, which can correct it
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not SseTopicFullException)
        {
            return JsonRpc.Error(id, JsonRpc.InternalError, "The tool has failed.");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The call {Id} of the tool {Tool} is lost: it has not ended before the server.")]
    private static partial void LogLost(ILogger logger, string id, string tool);

    private static JsonObject Content(string text, bool isError) => new()
    {
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        ["isError"] = isError,
    };
}
