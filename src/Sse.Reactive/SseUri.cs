namespace Sse.Reactive;

/// <summary>URLs as callers write them.</summary>
internal static class SseUri
{
    public static Uri Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            ? parsed
            : throw new ArgumentException($"'{uri}' is no absolute URL. Write it whole, such as https://example.com/events.", nameof(uri));
    }
}
