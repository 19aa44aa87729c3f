using System.Text;

namespace Sse.Reactive;

/// <summary>The last event ID as a parameter of the query. <c>[beyond spec]</c></summary>
internal static class LastEventIdQuery
{
    /// <returns>Why an ID must be omitted; <see langword="null"/> if it can be sent.</returns>
    public static string? ReasonToOmit(string id, int maxBytes) => Encoding.UTF8.GetByteCount(id) > maxBytes
        ? $"It is longer than {maxBytes} bytes, which SseOptions.MaxLastEventIdBytes allows. Many servers reject a longer URL."
        : null;

    /// <summary>
    /// The URL with the parameter. An earlier value of it is removed; an empty ID has no parameter. The rest of the query is unchanged,
    /// since a signature may cover it.
    /// </summary>
    public static Uri Set(Uri uri, string name, string id)
    {
        var escaped = Uri.EscapeDataString(name);
        var query = uri.Query.Length > 1 ? uri.Query[1..].Split('&') : [];
        var parameters = query.Where(parameter => parameter.Split('=')[0] != escaped);
        if (id.Length > 0)
        {
            parameters = parameters.Append($"{escaped}={Uri.EscapeDataString(id)}");
        }

        return new UriBuilder(uri) { Query = string.Join("&", parameters) }.Uri;
    }
}
