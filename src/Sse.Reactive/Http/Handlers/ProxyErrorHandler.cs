namespace Sse.Reactive;

/// <summary>Names the proxy in the error of a connection that goes through one. The error is often that of the proxy itself.</summary>
internal sealed class ProxyErrorHandler(SocketsHttpHandler sockets, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (DisconnectReasons.IsBeforeSending(error) && ProxyOf(request.RequestUri!) is { } proxy)
        {
            var text = TunnelError.Describe(error) ?? error.Message.TrimEnd('.');
            throw TunnelError.With($"{text}, connecting through the proxy {proxy.Host}:{proxy.Port}.", error);
        }
    }

    private Uri? ProxyOf(Uri destination)
    {
        var proxy = sockets.UseProxy ? sockets.Proxy ?? HttpClient.DefaultProxy : null;
        try
        {
            return proxy is null || proxy.IsBypassed(destination) ? null : proxy.GetProxy(destination);
        }
        catch (Exception)
        {
            return null; // the platform connects directly then
        }
    }
}
