namespace Sse.Reactive.AspNetCore;

/// <summary>Events that are appended together, next to each other: all or none.</summary>
internal sealed class PublishGroup
{
    private readonly TaskCompletionSource<IReadOnlyList<string>> _ids = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PublishGroup(IReadOnlyList<SsePublishedEvent> events)
    {
        Events = events;
        foreach (var value in events)
        {
            Bytes += WaitingLimit.SizeOf(value);
        }
    }

    public IReadOnlyList<SsePublishedEvent> Events { get; }

    /// <summary>How much memory they take.</summary>
    public long Bytes { get; }

    /// <summary>The events' IDs, in the same order.</summary>
    public Task<IReadOnlyList<string>> Ids => _ids.Task;

    public void Succeed(IReadOnlyList<string> ids) => _ids.TrySetResult(ids);

    public void Fail(Exception error) => _ids.TrySetException(error);
}
