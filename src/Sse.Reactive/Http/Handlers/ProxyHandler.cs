namespace Sse.Reactive;

/// <summary>
/// Refuses requests whose proxy cannot be used. (The platform takes an error of <see cref="System.Net.IWebProxy.GetProxy"/> for "no proxy",
/// and connects directly.)
/// </summary>
internal sealed class ProxyHandler(EnvironmentProxy proxy, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        proxy.ErrorFor(request.RequestUri!) is { } error
            ? Task.FromException<HttpResponseMessage>(new NotSupportedException(error))
            : base.SendAsync(request, cancellationToken);
}
