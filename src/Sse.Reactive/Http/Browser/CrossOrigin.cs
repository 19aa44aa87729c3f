using System.Net.Http.Headers;

namespace Sse.Reactive;

/// <summary>A request from a page to another origin, which the server's CORS policy must allow (WHATWG Fetch, CORS protocol).</summary>
internal static class CrossOrigin
{
    private static readonly string[] SafeHeaders = ["Accept", "Accept-Language", "Content-Language", "Range"];

    /// <summary>The browser sends it itself.</summary>
    private const string ForbiddenHeader = "Content-Length";

    private static readonly string[] SafeTypes = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

    /// <summary>What the server has to allow, which a browser does not tell scripts.</summary>
    /// <returns>The sentences; <see langword="null"/> if the request stays on the page's origin, or that is unknown.</returns>
    public static string? Advice(HttpRequestMessage request, string? pageOrigin)
    {
        var server = request.RequestUri!.GetLeftPart(UriPartial.Authority);
        if (pageOrigin is null || server.Equals(pageOrigin, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        List<string> allowed = [$"the origin {pageOrigin}"];
        if (request.Method.Method is not ("GET" or "HEAD" or "POST"))
        {
            allowed.Add($"the method {request.Method}");
        }

        var headers = UnsafeHeaders(request);
        if (headers.Count > 0)
        {
            allowed.Add($"the request headers {string.Join(", ", headers)}");
        }

        var advice = $"The browser does not say why: {server} cannot be reached, or its CORS policy does not allow the request. "
            + $"The policy must allow {string.Join(" and ", allowed)}.";
        return headers.Contains(LastEventIdHeader.Name)
            ? $"{advice} To send the ID without its header, set SseOptions.LastEventIdParameter."
            : advice;
    }

    /// <summary>The headers that a policy must allow by name (CORS-unsafe request-header names).</summary>
    private static List<string> UnsafeHeaders(HttpRequestMessage request)
    {
        IEnumerable<KeyValuePair<string, HeaderStringValues>> headers = request.Headers.NonValidated;
        return headers.Concat(request.Content?.Headers.NonValidated ?? default)
            .Where(header => !IsSafe(header.Key, header.Value.ToString()))
            .Select(header => header.Key)
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
            .ToList();
    }

    private static bool IsSafe(string name, string value) =>
        name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            ? SafeTypes.Contains(value.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase)
            : name.Equals(ForbiddenHeader, StringComparison.OrdinalIgnoreCase)
                || SafeHeaders.Contains(name, StringComparer.OrdinalIgnoreCase);
}
