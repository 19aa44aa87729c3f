using System.Net.Http.Headers;

namespace System.Net.Http;

/// <summary>What belongs to a request, by keys that know their type; and headers as they came.</summary>
internal static class HttpMessages
{
    extension(HttpRequestMessage request)
    {
        public HttpRequestOptions Options => new(request);
    }

    extension(HttpHeaders headers)
    {
        /// <summary>As they came only where the framework could make nothing of them.</summary>
        public HttpHeadersNonValidated NonValidated => new(headers);
    }

    /// <summary>The token is for the content's bytes, which come with the stream: here there is nothing to wait for.</summary>
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

internal readonly struct HttpRequestOptions(HttpRequestMessage request)
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
}
