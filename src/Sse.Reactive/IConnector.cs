namespace Sse.Reactive;

/// <summary>What opens the connections of one subscription.</summary>
internal interface IConnector
{
    /// <summary>Where the latest attempt went; <see langword="null"/> if that means nothing here.</summary>
    Uri? Uri { get; }

    /// <summary>Opens a connection.</summary>
    ValueTask<SseResponse> OpenAsync(SseAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Whether an attempt may follow the latest one: a request that is not safe to repeat is not.</summary>
    ValueTask<bool> MayFollowAsync(SseAttempt attempt, CancellationToken cancellationToken);
}
