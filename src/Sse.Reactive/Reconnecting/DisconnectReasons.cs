using System.Net.Sockets;

namespace Sse.Reactive;

/// <summary>Classifies the causes of an end.</summary>
internal static class DisconnectReasons
{
    public static SseDisconnectReason Of(Exception cause) => cause switch
    {
        SseStreamClosedException => SseDisconnectReason.StreamClosed,
        SseRestartException => SseDisconnectReason.Restart,
        SseResponseException response => response.Reason,
        TimeoutException or OperationCanceledException => SseDisconnectReason.Timeout, // HttpClient.Timeout surfaces as a cancellation
        HttpRequestException request when IsBeforeSending(request) => SseDisconnectReason.ConnectFailed,
        HttpRequestException or IOException or SocketException => SseDisconnectReason.NetworkError,
        _ when IsCorruptData(cause) => SseDisconnectReason.NetworkError,
        _ => SseDisconnectReason.Other,
    };

    /// <summary>Whether a compressed body could not be decoded.</summary>
    public static bool IsCorruptData(Exception cause) =>
        cause is InvalidDataException or InvalidOperationException { Source: "System.IO.Compression.Brotli" };

    /// <summary>Whether the request cannot have reached the server.</summary>
    public static bool IsBeforeSending(HttpRequestException error) => error.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
