namespace Sse.Reactive;

/// <summary>Removes the proxy's password from the error of a proxy that refuses a tunnel.</summary>
internal sealed class TunnelErrorHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (TunnelError.Describe(error) is { } text)
        {
            throw TunnelError.With(text + ".", error);
        }
    }
}
