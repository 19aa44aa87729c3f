using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Sdks;

/// <summary>How an API streams an answer: what its SDKs expect on the wire.</summary>
/// <param name="Route">What its SDK appends to the base URL.</param>
internal sealed record Api(string Route)
{
    /// <summary>What is sent while there are no events. If a blank line, its SDKs read no lines but data, and so no <c>retry</c>.</summary>
    public SseHeartbeat Heartbeat { get; init; }

    /// <summary>The events before the first token.</summary>
    public required IReadOnlyList<SseEvent> Begin { get; init; }

    /// <summary>Makes the event of one token.</summary>
    public required Func<string, SseEvent> Token { get; init; }

    /// <summary>The events after the last token.</summary>
    public required IReadOnlyList<SseEvent> End { get; init; }

    /// <summary>The event after the end, if the API has one.</summary>
    public SseEvent? Completion { get; init; }

    /// <summary>Makes the event of an error within an answer.</summary>
    public required Func<string, SseEvent> Error { get; init; }

    /// <summary>Makes the body of a refusal from its status and its message.</summary>
    public required Func<int, string, string> Refusal { get; init; }
}
