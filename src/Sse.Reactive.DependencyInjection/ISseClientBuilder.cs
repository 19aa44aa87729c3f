using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection;

/// <summary>What is still to be said of a client that <c>AddSseClient</c> has registered.</summary>
public interface ISseClientBuilder
{
    /// <summary>The client's name.</summary>
    string Name { get; }

    /// <summary>Where the client is registered.</summary>
    IServiceCollection Services { get; }

    /// <summary>
    /// The <see cref="System.Net.Http.HttpClient"/> that is asked of <see cref="IHttpClientFactory"/> for each attempt, of the same name: for handlers, authentication, certificates and the like.
    /// </summary>
    /// <remarks>
    /// Unless said otherwise here it has no timeout (<see cref="SseOptions.IdleTimeout"/> is that of a stream), and the primary handler of the library's own client, which is made for
    /// streams and keeps credentials to their origin.
    /// </remarks>
    IHttpClientBuilder HttpClient { get; }
}
