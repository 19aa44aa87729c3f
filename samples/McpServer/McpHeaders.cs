using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpServer;

/// <summary>What the headers of every request must be.</summary>
internal static class McpHeaders
{
    /// <summary>The revisions of the protocol with this transport, the newest first. Batches, which 2025-03-26 had, are refused.</summary>
    public static readonly string[] Versions = ["2025-11-25", "2025-06-18", "2025-03-26"];

    /// <summary>The hosts of this server, and of the pages that may use it.</summary>
    public static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <returns>Why a request is refused; <see langword="null"/> if its headers are right.</returns>
    public static ContentHttpResult? Refusal(HttpRequest request)
    {
        var isPost = HttpMethods.IsPost(request.Method);
        return request.Headers switch
        {
            { Origin: { Count: > 0 } origins } when origins is not [{ } origin] || !IsOfHost(origin) =>
                McpResults.Refuse(StatusCodes.Status403Forbidden, "Pages of this origin are not allowed."),
            { } headers when headers["MCP-Protocol-Version"].Any(version => !Versions.Contains(version)) =>
                McpResults.Refuse(
                    StatusCodes.Status400BadRequest, $"MCP-Protocol-Version: expected one of {string.Join(", ", Versions)}."),
            _ when isPost && !(Accepts("application/json") && Accepts("text/event-stream")) =>
                McpResults.Refuse(StatusCodes.Status406NotAcceptable, "Accept: expected application/json and text/event-stream."),
            _ when isPost && !request.HasJsonContentType() =>
                McpResults.Refuse(StatusCodes.Status415UnsupportedMediaType, "Content-Type: expected application/json."),
            _ when HttpMethods.IsGet(request.Method) && !Accepts("text/event-stream") =>
                McpResults.Refuse(StatusCodes.Status406NotAcceptable, "Accept: expected text/event-stream."),
            _ => null,
        };

        bool Accepts(string type) => request.GetTypedHeaders().Accept
            .Any(accepted => accepted.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);
    }

    private static bool IsOfHost(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && Hosts.Contains(uri.Host);
}
