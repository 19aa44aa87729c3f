using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sse.Reactive;

namespace LlmServer.Models.Providers;

/// <summary>
/// An event stream of chat completions, up to an error, also one outside of events: reading throws it. The OpenAI SDK requires that each
/// chunk has an array <c>choices</c>. Some providers omit it, or send <c>null</c>, in the last one, which has the usage; or their finish
/// reason is an empty text until the last one. Its adapter knows thoughts as <c>reasoning_content</c>; some call them <c>reasoning</c>.
/// </summary>
internal sealed class ProviderStream : Stream
{
    private static readonly SseOptions Options = new() { ReconnectPolicy = SseReconnect.Never };

    /// <summary>The finish reasons of OpenAI, which its SDK knows. Others, such as <c>eos_token</c>, end a whole answer too.</summary>
    private static readonly string[] FinishReasons = ["stop", "length", "tool_calls", "function_call", "content_filter"];

    /// <summary>Finish reasons of answers that are not whole, of vLLM and DeepSeek.</summary>
    private static readonly string[] Interruptions = ["abort", "insufficient_system_resource"];

    private readonly CancellationTokenSource _stop = new();
    private readonly Stream _inner;
    private readonly IAsyncEnumerator<byte[]> _events;
    private Task<bool> _move = Task.FromResult(false);
    private ReadOnlyMemory<byte> _event;

    public ProviderStream(Stream inner)
    {
        _inner = inner;
        _events = CheckAsync(inner, _stop.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await using var cancelled = cancellationToken.UnsafeRegister(static s => ((ProviderStream)s!)._stop.Cancel(), this);
        if (_event.IsEmpty)
        {
            _move = _events.MoveNextAsync().AsTask();
            if (!await _move)
            {
                return 0;
            }

            _event = _events.Current;
        }

        var count = Math.Min(buffer.Length, _event.Length);
        _event[..count].CopyTo(buffer);
        _event = _event[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = EndAsync();
        }

        base.Dispose(disposing);
    }

    /// <summary>Closes the connection, once a read that is pending has ended.</summary>
    private async Task EndAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_move).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        await _inner.DisposeAsync();
    }

    /// <summary>The events, as they are sent on.</summary>
    private static async IAsyncEnumerable<byte[]> CheckAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signals = SseAsyncEnumerable.Signals((_, _) => new(new SseResponse(stream)), Options);
        var bareCalls = new HashSet<int>();
        await foreach (var signal in signals.WithCancellation(cancellationToken))
        {
            switch (signal)
            {
                case SseSignal.LinesIgnored lines:
                    ProviderError.ThrowIfError(lines);
                    break;

                case SseSignal.Event { Value: var e } when DataOf(e, bareCalls) is { } data:
                    yield return Encoding.UTF8.GetBytes($"data: {data}\n\n");
                    break;
            }
        }
    }

    /// <param name="e">The event.</param>
    /// <param name="bareCalls">The calls of tools that have had no arguments yet, by their index.</param>
    /// <returns><see langword="null"/> if the event is no part of the answer.</returns>
    private static string? DataOf(SseEvent e, HashSet<int> bareCalls)
    {
        if (e is { Data: "[DONE]", Type: not ("error" or SseGap.EventType) })
        {
            return e.Data;
        }

        if (ProviderError.ThrowIfError(e) is not { } json)
        {
            return null;
        }

        json["choices"] ??= new JsonArray();
        foreach (var choice in (json["choices"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            Adapt(choice);
            AddArguments(choice, bareCalls);
        }

        return json.ToJsonString();
    }

    private static void Adapt(JsonObject choice)
    {
        var reason = Text(choice["finish_reason"]);
        if (reason is "")
        {
            choice.Remove("finish_reason");
        }
        else if (Interruptions.Contains(reason, StringComparer.OrdinalIgnoreCase))
        {
            throw new ModelException(StatusCodes.Status502BadGateway, $"The model has stopped: {reason}.");
        }
        else if (reason is not null && !FinishReasons.Contains(reason, StringComparer.OrdinalIgnoreCase))
        {
            choice["finish_reason"] = "stop";
        }

        if (choice["delta"] is JsonObject message && message["content"] is JsonValue content && Text(content) is null)
        {
            throw new ModelException(StatusCodes.Status502BadGateway, "The answer of the model is invalid.");
        }

        if (choice["delta"] is JsonObject delta
            && Text(delta["reasoning"]) is { Length: > 0 } thought && Text(delta["reasoning_content"]) is null or "")
        {
            delta["reasoning_content"] = thought;
        }
    }

    /// <summary>Adds an empty object to each call without arguments, which some providers make of a tool without parameters.</summary>
    private static void AddArguments(JsonObject choice, HashSet<int> bareCalls)
    {
        var calls = (choice["delta"] as JsonObject)?["tool_calls"] as JsonArray;
        foreach (var call in calls?.OfType<JsonObject>() ?? [])
        {
            var index = call["index"] is JsonValue number && number.TryGetValue(out int given) ? given : 0;
            if (Text((call["function"] as JsonObject)?["arguments"]) is { Length: > 0 })
            {
                bareCalls.Remove(index);
            }
            else if (call.ContainsKey("id"))
            {
                bareCalls.Add(index);
            }
        }

        if (bareCalls.Count > 0 && Text(choice["finish_reason"]) is not (null or "length") && choice["delta"] is JsonObject delta)
        {
            delta["tool_calls"] = new JsonArray([
                .. calls?.Select(call => call?.DeepClone()) ?? [],
                .. bareCalls.Select(index => new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = "{}" } }),
            ]);
            bareCalls.Clear();
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
