namespace Sse.Reactive;

/// <summary>The platform's error of a proxy that refuses a tunnel. Its message quotes the proxy's URL, with the password.</summary>
internal static class TunnelError
{
    private const string PlatformMessage = "The proxy tunnel request to proxy ";
    private const int StatusDigits = 3;

    /// <returns>The error in words without a secret, and without a full stop; <see langword="null"/> for another error.</returns>
    public static string? Describe(HttpRequestException error)
    {
        if (!error.Message.StartsWith(PlatformMessage, StringComparison.Ordinal))
        {
            return null;
        }

        // The message ends with the status. Earlier digits may be part of the password.
        var end = error.Message.LastIndexOfAny(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) + 1;
        var status = end >= StatusDigits ? error.Message[(end - StatusDigits)..end] : "";
        return status == "407"
            ? "The proxy refused the tunnel with status 407: it needs a user name and password, or other ones"
            : $"The proxy refused the tunnel with status {status}";
    }

    /// <returns>The same error with another message.</returns>
    public static HttpRequestException With(string message, HttpRequestException error) =>
#if NETSTANDARD
        new(message, error.InnerException);
#else
        new(error.HttpRequestError, message, error.InnerException, error.StatusCode);
#endif
}
