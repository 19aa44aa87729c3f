using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;

namespace Sse.Reactive;

/// <summary>The headers of a response and of its content, read from the response itself, so that a connection keeps no copy.</summary>
internal sealed class ResponseHeaders(HttpResponseMessage response) : IReadOnlyDictionary<string, string>
{
    public IEnumerable<string> Keys => All.Select(header => header.Key);

    public IEnumerable<string> Values => All.Select(header => header.Value);

    public int Count => response.Headers.NonValidated.Count + response.Content.Headers.NonValidated.Count;

    private IEnumerable<KeyValuePair<string, string>> All => response.Headers.NonValidated
        .Concat(response.Content.Headers.NonValidated)
        .Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));

    public string this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The response has no header '{key}'.");

    public bool ContainsKey(string key) =>
        response.Headers.NonValidated.Contains(key) || response.Content.Headers.NonValidated.Contains(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var isThere = response.Headers.NonValidated.TryGetValues(key, out HeaderStringValues values)
            || response.Content.Headers.NonValidated.TryGetValues(key, out values);
        value = isThere ? values.ToString() : null;
        return isThere;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => All.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
