using System.Text;

namespace Sse.Reactive;

/// <summary>The <c>Last-Event-ID</c> header (HTML 9.2.4). A last event ID can be any string; a header's value cannot.</summary>
internal static class LastEventIdHeader
{
    public const string Name = "Last-Event-ID";

    public const string RejectedByClient =
        "It is not ASCII, and the handler of the given HttpClient rejects it. Set the handler's RequestHeaderEncodingSelector to return "
        + "UTF-8 for Last-Event-ID, or use SseHttpHandler.Create().";

    /// <returns>Why an ID must be omitted; <see langword="null"/> if it can be sent. <c>[beyond spec]</c></returns>
    public static string? ReasonToOmit(string id, int maxBytes)
    {
        // HTTP allows no control characters but TAB in a header's value.
        if (id.AsSpan().ContainsAnyInRange('\0', '\b')
            || id.AsSpan().ContainsAnyInRange('\n', '\u001F')
            || id.Contains('\u007F', StringComparison.Ordinal))
        {
            return "It contains control characters, which a header cannot contain.";
        }

        if (!PlatformHandler.SendsUtf8 && !Ascii.IsValid(id))
        {
            return "It is not ASCII, which .NET Standard 2.0 requires for headers.";
        }

        return Encoding.UTF8.GetByteCount(id) > maxBytes
            ? $"It is longer than {maxBytes} bytes, which SseOptions.MaxLastEventIdBytes allows. Many servers reject a longer header."
            : null;
    }

    /// <summary>A browser's header values are byte strings (Web IDL): one character for each byte of UTF-8.</summary>
    public static string ToByteString(string id) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(id));

    /// <summary>Whether the client certainly rejected the ID: for a request that must not be sent twice.</summary>
    public static bool IsRejectedByClient(HttpRequestException error) => error.Message.Contains("ASCII", StringComparison.Ordinal);

    /// <summary>
    /// Whether the client may have rejected the ID. A failure to reach the server differs: it has an inner exception or a code.
    /// </summary>
    public static bool MayBeRejectedByClient(string id, HttpRequestException error) =>
        error is { InnerException: null, StatusCode: null, HttpRequestError: HttpRequestError.Unknown } && !Ascii.IsValid(id);
}
