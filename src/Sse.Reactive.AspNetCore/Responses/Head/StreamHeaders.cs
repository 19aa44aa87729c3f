using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sse.Reactive.AspNetCore;

/// <summary>Headers whose <c>Cache-Control</c> keeps <c>no-transform</c>, whatever replaces the rest of it.</summary>
internal sealed class StreamHeaders(IHeaderDictionary inner) : IHeaderDictionary
{
    private const string NoTransform = "no-transform";

    public StringValues this[string key]
    {
        get => inner[key];
        set => inner[key] = !StringValues.IsNullOrEmpty(value)
            && HeaderNames.CacheControl.Equals(key, StringComparison.OrdinalIgnoreCase)
            && Has(inner[key])
            && !Has(value)
            ? $"{value}, {NoTransform}"
            : value;
    }

    public long? ContentLength
    {
        get => inner.ContentLength;
        set => inner.ContentLength = value;
    }

    public ICollection<string> Keys => inner.Keys;

    public ICollection<StringValues> Values => inner.Values;

    public int Count => inner.Count;

    public bool IsReadOnly => inner.IsReadOnly;

    public void Add(string key, StringValues value) => inner.Add(new(key, value));

    public void Add(KeyValuePair<string, StringValues> item) => inner.Add(item);

    public void Clear() => inner.Clear();

    public bool Contains(KeyValuePair<string, StringValues> item) => inner.Contains(item);

    public bool ContainsKey(string key) => inner.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => inner.CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => inner.GetEnumerator();

    public bool Remove(string key) => inner.Remove(key);

    public bool Remove(KeyValuePair<string, StringValues> item) => inner.Remove(item);

    public bool TryGetValue(string key, out StringValues value) => inner.TryGetValue(key, out value);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool Has(StringValues value) => value.ToString().Contains(NoTransform, StringComparison.OrdinalIgnoreCase);
}
