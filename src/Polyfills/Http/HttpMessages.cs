using System.Collections;
using System.Net.Http.Headers;

namespace System.Net.Http;

/// <summary>Typed request options, unvalidated headers, and content reads with a token.</summary>
internal static class HttpMessages
{
    extension(HttpRequestMessage request)
    {
        public HttpRequestOptions Options => new(request);
    }

    extension(HttpHeaders headers)
    {
        /// <summary>The headers. Values that the framework could parse are returned in its own formatting.</summary>
        public HttpHeadersNonValidated NonValidated => new(headers);
    }

    /// <summary>Checks the token once: a response's stream is available at once, and its reads take a token themselves.</summary>
    public static Task<Stream> ReadAsStreamAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsStreamAsync();
    }

    public static Task<string> ReadAsStringAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsStringAsync();
    }
}

internal readonly record struct HttpRequestOptionsKey<TValue>(string Key);

internal readonly struct HttpRequestOptions(HttpRequestMessage request) : IEnumerable<KeyValuePair<string, object?>>
{
    public void Set<TValue>(HttpRequestOptionsKey<TValue> key, TValue value) => request.Properties[key.Key] = value;

    public bool TryGetValue<TValue>(HttpRequestOptionsKey<TValue> key, out TValue value)
    {
        if (request.Properties.TryGetValue(key.Key, out var found) && found is TValue typed)
        {
            value = typed;
            return true;
        }

        value = default!;
        return false;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => request.Properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
