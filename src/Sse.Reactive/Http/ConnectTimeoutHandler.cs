namespace Sse.Reactive;

/// <summary>The time to connect runs out as a cancellation, which does not say that nothing was sent. (A request's content may be cancelled too, when some of it was.)</summary>
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
            && error.InnerException is TimeoutException timeout && timeout.Message.Contains(nameof(SocketsHttpHandler.ConnectTimeout), StringComparison.Ordinal))
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"No connection to {request.RequestUri!.Authority} within {inner.ConnectTimeout.TotalSeconds} s.", error);
        }
    }
}
