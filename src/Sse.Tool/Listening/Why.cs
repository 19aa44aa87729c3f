using System.Net.Sockets;
using System.Security.Authentication;
using Sse.Tool.Output;

namespace Sse.Tool.Listening;

/// <summary>Why a connection ended, in few words.</summary>
internal static class Why
{
    private const int MaxLength = 500;

    public static string Of(Exception cause) => Text(cause).TrimEnd('.');

    private static string Text(Exception cause) => cause switch
    {
        SseStreamClosedException => "the server ended the stream",
        SseResponseException { StatusCode: 204 } => "the server wants no further connection (204)",
        SseResponseException { StatusCode: >= 300 and <= 399, Headers: var headers } refusal when headers.TryGetValue("Location", out var place) =>
            Printable.Short($"status {refusal.StatusCode}, a redirect to {place}", MaxLength),
        SseResponseException { StatusCode: not 200 } refusal => Printable.Short($"status {refusal.StatusCode}{Says(refusal)}", MaxLength),
        TimeoutException => "silent for too long",
        { InnerException: SocketException or AuthenticationException } => Printable.Short(cause.InnerException.Message, MaxLength),
        _ => Printable.Short(cause.Message, MaxLength),
    };

    private static string Says(SseResponseException refusal) => refusal.BodyExcerpt.Length > 0 ? $": {refusal.BodyExcerpt.Trim()}" : "";
}
