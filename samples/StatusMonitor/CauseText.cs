using System.Net.Sockets;
using System.Security.Authentication;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>Describes in a few words, for a table cell, why a connection ended.</summary>
internal static class CauseText
{
    public static string Describe(Exception cause) => cause switch
    {
        SseConnectionException { InnerException: { } inner } => Describe(inner),
        SseStreamClosedException => "stream closed by the server",
        SseResponseException { StatusCode: 204 } => "204: do not reconnect",
        SseResponseException { Reason: SseDisconnectReason.ContentType, ContentType: var type } =>
            $"not an event stream: {Printable.Of(type ?? "no content type")}",
        SseResponseException { StatusCode: var status, Headers: var headers } =>
            headers.TryGetValue("Retry-After", out var delay) ? $"status {status}, Retry-After: {Printable.Of(delay)}" : $"status {status}",
        TimeoutException => "idle timeout",
        { InnerException: SocketException or AuthenticationException } => Printable.Of(cause.InnerException.Message),
        _ => Printable.Of(new SseSignal.Ended(cause).CauseText),
    };
}
