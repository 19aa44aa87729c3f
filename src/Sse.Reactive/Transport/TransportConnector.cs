namespace Sse.Reactive;

/// <summary>Opens connections through a given transport.</summary>
internal sealed class TransportConnector(SseTransport transport) : IConnector
{
    public Uri? Uri => null;

    public Uri? Base => null;

    public ValueTask<SseResponse> OpenAsync(SseAttempt attempt, CancellationToken cancellationToken) =>
        transport(attempt, cancellationToken);

    public ValueTask<bool> CanResendAsync(SseAttempt attempt, CancellationToken cancellationToken) => new(true);
}
