namespace Sse.Reactive;

/// <summary>What opens the connections of one subscription.</summary>
internal interface IConnector
{
    /// <summary>Where the latest attempt went; <see langword="null"/> if that means nothing here.</summary>
    Uri? Uri { get; }

    /// <summary>Where attempts go but for what a request factory or a temporary redirect says: the name under which a subscription reports.</summary>
    Uri? Base { get; }

    /// <summary>Opens a connection.</summary>
    ValueTask<SseResponse> OpenAsync(SseAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Whether an attempt may follow the latest one: a request that is not safe to repeat is not.</summary>
    ValueTask<bool> CanResendAsync(SseAttempt attempt, CancellationToken cancellationToken);
}
