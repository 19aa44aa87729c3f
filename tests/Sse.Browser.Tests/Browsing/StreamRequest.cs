using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests.Browsing;

/// <summary>A client's request for the stream.</summary>
/// <param name="LastEventId">The last event ID, from the header or the query.</param>
/// <param name="Header">The <c>Last-Event-ID</c> header.</param>
/// <param name="Query">The query string.</param>
/// <param name="Cookie">The cookies.</param>
/// <param name="Protocol">The HTTP version.</param>
/// <param name="At">When the request arrived, as a timestamp of <see cref="Stopwatch"/>.</param>
internal sealed record StreamRequest(string LastEventId, string Header, string Query, string Cookie, string Protocol, long At)
{
    public static StreamRequest From(SseSubscriber subscriber)
    {
        var request = subscriber.HttpContext.Request;
        return new(
            subscriber.LastEventId,
            request.Headers["Last-Event-ID"].ToString(),
            request.QueryString.ToString(),
            request.Headers.Cookie.ToString(),
            request.Protocol,
            Stopwatch.GetTimestamp());
    }
}
