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
        SseStreamEndedException => "the server ended the stream",
        SseResponseException { Status: 204 } => "the server wants no further connection (204)",
        SseResponseException { Status: >= 300 and <= 399, Headers: var headers } refusal when headers.TryGetValue("Location", out var place) =>
            Printable.Short($"status {refusal.Status}, a redirect to {place}", MaxLength),
        SseResponseException { Status: not 200 } refusal => Printable.Short($"status {refusal.Status}{Says(refusal)}", MaxLength),
        TimeoutException => "silent for too long",
        { InnerException: SocketException or AuthenticationException } => Printable.Short(cause.InnerException.Message, MaxLength),
        _ => Printable.Short(cause.Message, MaxLength),
    };

    private static string Says(SseResponseException refusal) => refusal.Body.Length > 0 ? $": {refusal.Body.Trim()}" : "";
}
