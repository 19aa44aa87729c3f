namespace Sse.Reactive;

/// <summary>Opens the connections of one subscription.</summary>
internal interface IConnector
{
    /// <summary>The URL of the latest attempt; <see langword="null"/> if the transport has none.</summary>
    Uri? Uri { get; }

    /// <summary>The URL that telemetry reports: that of <c>Connect</c>, or of a permanent redirect.</summary>
    Uri? Base { get; }

    /// <summary>Opens a connection.</summary>
    ValueTask<SseResponse> OpenAsync(SseAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Whether an attempt may follow the latest one. It may not if its request is not safe to resend.</summary>
    ValueTask<bool> CanResendAsync(SseAttempt attempt, CancellationToken cancellationToken);
}
