using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Configures a client that <c>AddSseClient</c> has registered.</summary>
public interface ISseClientBuilder
{
    /// <summary>The name of the client.</summary>
    string Name { get; }

    /// <summary>The services in which the client is registered.</summary>
    IServiceCollection Services { get; }

    /// <summary>
    /// Configures the client's <see cref="System.Net.Http.HttpClient"/>, which has the same name: handlers, authentication, certificates.
    /// Each attempt to connect gets one from <see cref="IHttpClientFactory"/>.
    /// </summary>
    /// <remarks>
    /// Default: no timeout, since <see cref="SseOptions.IdleTimeout"/> is the timeout of a stream, and the primary handler that the library
    /// uses without dependency injection, which is made for streams and sends credentials to their own origin only.
    /// </remarks>
    IHttpClientBuilder HttpClient { get; }
}
