namespace Sse.Reactive;

/// <summary>
/// Reports a connect timeout as an <see cref="HttpRequestException"/>. The platform reports it as a cancellation, which does not say that
/// nothing was sent: a request whose content was sent in part may be cancelled too.
/// </summary>
internal sealed class ConnectTimeoutHandler(SocketsHttpHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (
            !cancellationToken.IsCancellationRequested
            && error.InnerException is TimeoutException timeout
            && timeout.Message.Contains(nameof(SocketsHttpHandler.ConnectTimeout), StringComparison.Ordinal))
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                $"Connecting to {request.RequestUri!.Authority} timed out after {inner.ConnectTimeout.TotalSeconds} s.",
                error);
        }
    }
}
