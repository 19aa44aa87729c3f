using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OutputCaching;

namespace Sse.Reactive.AspNetCore;

/// <summary>What the endpoints of event streams declare to middleware and to OpenAPI.</summary>
internal static class StreamMetadata
{
    /// <summary>A request over a limit, or while the application stops.</summary>
    private static readonly ProducesResponseTypeMetadata Unavailable =
        new(StatusCodes.Status503ServiceUnavailable, typeof(string), ["text/plain"]);

    /// <summary>No source.</summary>
    public static readonly ProducesResponseTypeMetadata NoContent = new(StatusCodes.Status204NoContent, typeof(void));

    /// <summary>An invalid last event ID.</summary>
    private static readonly ProducesResponseTypeMetadata BadRequest = new(StatusCodes.Status400BadRequest, typeof(string), ["text/plain"]);

    // Applied after a policy of the endpoint's and base policies, so that it also holds in a group that is cached.
    private static readonly OutputCacheAttribute NotCached = new() { NoStore = true };

    /// <summary>Declares the answers, with the item's type as the platform's <c>TypedResults.ServerSentEvents</c> declares it.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    public static void AddAnswers<T>(IList<object> metadata)
    {
#if NET10_0_OR_GREATER
        var item = typeof(System.Net.ServerSentEvents.SseItem<T>);
#else
        var item = typeof(T);
#endif
        metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, item, [StreamHead.ContentType]));
        metadata.Add(BadRequest);
        metadata.Add(Unavailable);
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
