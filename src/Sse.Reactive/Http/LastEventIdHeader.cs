using System.Text;

namespace Sse.Reactive;

/// <summary>The <c>Last-Event-ID</c> header (HTML 9.2.4): any string goes into a last event ID, but not any into a header.</summary>
internal static class LastEventIdHeader
{
    public const string Name = "Last-Event-ID";

    /// <summary>Servers answer 431 to headers not much longer than this, to every attempt alike.</summary>
    private const int MaxBytes = 4096;

    /// <summary>Why an ID has to be left out; <see langword="null"/> if it can be sent. <c>[beyond spec]</c></summary>
    public static string? ReasonToOmit(string id)
    {
        // HTTP allows no control characters in a field's value but TAB.
        if (id.AsSpan().ContainsAnyInRange('\0', '\b') || id.AsSpan().ContainsAnyInRange('\n', '\u001F') || id.Contains('\u007F', StringComparison.Ordinal))
        {
            return "It holds control characters, which a header cannot.";
        }

        if (!SseHttpHandler.SendsUtf8 && !Ascii.IsValid(id))
        {
            return "It is not ASCII, and the headers of .NET Standard 2.0 can hold nothing else.";
        }

        return Encoding.UTF8.GetByteCount(id) > MaxBytes ? $"It is longer than {MaxBytes} bytes, which servers refuse in a header." : null;
    }

    /// <summary>The same for certain: for a request that must not be sent twice.</summary>
    public static bool IsRefusedByClient(HttpRequestException refusal) => refusal.Message.Contains("ASCII", StringComparison.Ordinal);

    /// <summary>Whether a caller's client has refused the ID, rather than failed to reach the server: that comes with a cause, this does not.</summary>
    public static bool MayBeRefusedByClient(string id, HttpRequestException refusal) =>
        refusal is { InnerException: null, StatusCode: null, HttpRequestError: HttpRequestError.Unknown } && !Ascii.IsValid(id);
}
