namespace Sse.Reactive;

/// <summary>Why a response with a status from 300 to 399 was not followed.</summary>
internal static class RefusedRedirect
{
    public static string Describe(SseResponse response)
    {
        var status = response.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308))
        {
            return status == 304
                ? "status 304 (Not Modified), which has no content. Remove the condition of the request, such as If-None-Match."
                : $"status {status} instead of 200.";
        }

        if (!response.Headers.TryGetValue("Location", out var location))
        {
            return $"status {status}, a redirect without a Location header.";
        }

        if (!Uri.TryCreate(location, UriKind.RelativeOrAbsolute, out var target)
            || (response.Uri is { } from ? !Uri.TryCreate(from, target, out target) : !target.IsAbsoluteUri))
        {
            return $"status {status}, a redirect whose Location is not a URL.";
        }

        return target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps
                ? $"status {status}, a redirect to the scheme '{target.Scheme}', which is not followed. Only http and https are."
            : target.Scheme == Uri.UriSchemeHttp && response.Uri?.Scheme == Uri.UriSchemeHttps
                ? $"status {status}, a redirect from https to {RedactedUri.Describe(target)}, which is not followed."
            : response.HasReachedRedirectLimit
                ? $"status {status}, one redirect too many: the next one leads to {RedactedUri.Describe(target)}. Check the server for a "
                    + "loop of redirects."
            : $"status {status}, a redirect to {RedactedUri.Describe(target)}, which the HttpClient does not follow.";
    }
}
