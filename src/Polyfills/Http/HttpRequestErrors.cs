using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Authentication;

namespace System.Net.Http;

internal enum HttpRequestError
{
    Unknown,
    NameResolutionError,
    ConnectionError,
    SecureConnectionError,
    ProxyTunnelError,
    ResponseEnded,
}

/// <summary>
/// Why a request failed, read from the inner exception: a <see cref="WebException"/> on .NET Framework and Mono, or a socket error.
/// </summary>
internal static class HttpRequestErrors
{
    extension(HttpRequestException error)
    {
        public HttpRequestError HttpRequestError
        {
            get
            {
                for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
                {
                    if (Of(inner) is var known and not HttpRequestError.Unknown)
                    {
                        return known;
                    }
                }

                return HttpRequestError.Unknown;
            }
        }

        /// <summary>Always <see langword="null"/>: this target does not have it.</summary>
        [SuppressMessage("Performance", "CA1822", Justification = "Elsewhere it does.")]
        public HttpStatusCode? StatusCode => null;
    }

    private static HttpRequestError Of(Exception inner) => inner switch
    {
        WebException { Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure } =>
            HttpRequestError.NameResolutionError,
        WebException { Status: WebExceptionStatus.ConnectFailure } => HttpRequestError.ConnectionError,
        WebException { Status: WebExceptionStatus.SecureChannelFailure or WebExceptionStatus.TrustFailure } =>
            HttpRequestError.SecureConnectionError,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            HttpRequestError.NameResolutionError,
        SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable,
        } => HttpRequestError.ConnectionError,
        AuthenticationException => HttpRequestError.SecureConnectionError,
        WebException { Status: WebExceptionStatus.ConnectionClosed } => HttpRequestError.ResponseEnded,
        IOException io when io.Message.StartsWith("The response ended prematurely", StringComparison.Ordinal) =>
            HttpRequestError.ResponseEnded,
        _ => HttpRequestError.Unknown,
    };
}
