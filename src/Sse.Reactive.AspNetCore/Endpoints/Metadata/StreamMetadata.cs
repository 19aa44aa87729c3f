using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OutputCaching;

namespace Sse.Reactive.AspNetCore;

/// <summary>What the endpoints of event streams declare to middleware and to OpenAPI.</summary>
internal static class StreamMetadata
{
    /// <summary>No source.</summary>
    public static readonly ProducesResponseTypeMetadata NoContent = new(StatusCodes.Status204NoContent, typeof(void));

    // Applied after a policy of the endpoint's and base policies, so that it also holds in a group that is cached.
    private static readonly OutputCacheAttribute NotCached = new() { NoStore = true };

    /// <summary>
    /// Declares the answers, with the item's type as the platform's <c>TypedResults.ServerSentEvents</c> declares it. A type that the
    /// application's JSON options do not know, as in a native application, would make the whole document fail: it is not declared.
    /// </summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    public static void AddAnswers<T>(IList<object> metadata, IServiceProvider services)
    {
#if NET10_0_OR_GREATER
        Add(StatusCodes.Status200OK, StreamHead.ContentType, typeof(System.Net.ServerSentEvents.SseItem<T>), typeof(T));
#else
        Add(StatusCodes.Status200OK, StreamHead.ContentType, typeof(T));
#endif
        Add(StatusCodes.Status400BadRequest, "text/plain", typeof(string)); // an invalid last event ID
        Add(StatusCodes.Status503ServiceUnavailable, "text/plain", typeof(string)); // over a limit, or a POST while the application stops

        void Add(int status, string contentType, params Type[] types) => metadata.Add(new ProducesResponseTypeMetadata(
            status, Array.Find(types, type => ApplicationJson.Knows(type, services)) ?? typeof(void), [contentType]));
    }

    /// <summary>
    /// Declares that the answers are not to be cached, and that a client that is not signed in receives 401 rather than a redirect to a
    /// page, which no client of event streams can show.
    /// </summary>
    public static void AddExemptions(IList<object> metadata)
    {
        metadata.Add(NotCached);
#if NET10_0_OR_GREATER
        metadata.Add(NoCookieRedirect.Instance);
#endif
    }
}
