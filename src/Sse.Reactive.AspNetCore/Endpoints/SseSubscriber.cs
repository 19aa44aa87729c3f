using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore;

/// <summary>Who asks for a stream.</summary>
public sealed class SseSubscriber
{
    private SseSubscriber(HttpContext context, string lastEventId)
    {
        HttpContext = context;
        LastEventId = lastEventId;
    }

    /// <summary>The request. Its <see cref="HttpContext.RequestAborted"/> is cancelled when the client is gone.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>
    /// The ID of the last event that the client has seen: the <c>Last-Event-ID</c> header, else <c>?lastEventId=</c>, as polyfills of <c>EventSource</c> send it.
    /// Empty if there is none. Never CR, LF or U+0000 in it.
    /// </summary>
    public string LastEventId { get; }

    /// <returns>Null if the ID is none that any event could have had.</returns>
    internal static SseSubscriber? From(HttpContext context)
    {
        var request = context.Request;
        var id = request.Headers.TryGetValue("Last-Event-ID", out var header) ? header.ToString() : request.Query["lastEventId"].ToString();
        return FieldValue.IsValid(id) ? new(context, id) : null;
    }
}
