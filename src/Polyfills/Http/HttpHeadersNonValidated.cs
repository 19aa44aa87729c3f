using System.Collections;

namespace System.Net.Http.Headers;

internal readonly struct HttpHeadersNonValidated(HttpHeaders headers) : IEnumerable<KeyValuePair<string, HeaderStringValues>>
{
    public int Count => headers.Count();

    public bool Contains(string headerName) => headers.TryGetValues(headerName, out _);

    public bool TryGetValues(string headerName, out HeaderStringValues values)
    {
        var isThere = headers.TryGetValues(headerName, out var found);
        values = new(found);
        return isThere;
    }

    public IEnumerator<KeyValuePair<string, HeaderStringValues>> GetEnumerator() =>
        headers.Select(header => new KeyValuePair<string, HeaderStringValues>(header.Key, new(header.Value))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The values of a header. As a string, they are joined by a comma.</summary>
internal readonly struct HeaderStringValues(IEnumerable<string>? values) : IEnumerable<string>
{
    public override string ToString() => string.Join(", ", values ?? []);

    public IEnumerator<string> GetEnumerator() => (values ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
