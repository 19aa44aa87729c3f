using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests.Browsing;

/// <summary>What a client asked.</summary>
/// <param name="LastEventId">Where it had got to, wherever it says so.</param>
/// <param name="Header">Where it had got to, by its header.</param>
/// <param name="Query">What followed the question mark.</param>
/// <param name="Cookie">Its cookies.</param>
/// <param name="Protocol">By which version of HTTP.</param>
/// <param name="At">When, on <see cref="Stopwatch"/>'s clock.</param>
internal sealed record Asked(string LastEventId, string Header, string Query, string Cookie, string Protocol, long At)
{
    public static Asked By(SseSubscriber subscriber)
    {
        var request = subscriber.HttpContext.Request;
        return new(
            subscriber.LastEventId, request.Headers["Last-Event-ID"].ToString(), request.QueryString.ToString(), request.Headers.Cookie.ToString(), request.Protocol, Stopwatch.GetTimestamp());
    }
}
