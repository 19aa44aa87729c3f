using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore;

/// <summary>How the log names an endpoint, next to the method of a request.</summary>
internal static class EndpointName
{
    /// <summary>
    /// The display name, which begins with <c>HTTP: POST </c> if the endpoint has one method, or the path of the request.
    /// </summary>
    public static string Of(HttpContext context)
    {
        var method = $"HTTP: {context.Request.Method} ";
        return context.GetEndpoint()?.DisplayName is not { } name ? context.Request.Path
            : name.StartsWith(method, StringComparison.OrdinalIgnoreCase) ? name[method.Length..]
            : name;
    }
}
