using System.Net.Sockets;
using System.Security.Authentication;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>Why a connection ended, in as few words as a table has room for.</summary>
internal static class Cause
{
    public static string Describe(Exception cause) => cause switch
    {
        SseConnectionException { InnerException: { } inner } => Describe(inner),
        SseStreamClosedException => "ended by the server",
        SseResponseException { StatusCode: 204 } => "204: no further connection wanted",
        SseResponseException { StatusCode: 200, ContentType: var type } => $"no event stream: {Printable.Of(type ?? "no content type")}",
        SseResponseException { StatusCode: var status, Headers: var headers } =>
            headers.TryGetValue("Retry-After", out var wait) ? $"status {status}, Retry-After: {Printable.Of(wait)}" : $"status {status}",
        TimeoutException => "silent for too long",
        { InnerException: SocketException or AuthenticationException } => Printable.Of(cause.InnerException.Message),
        _ => Printable.Of(cause.Message),
    };
}
