using System.Net;

namespace Sse.Reactive;

/// <summary>Follows redirects as Fetch does (WHATWG Fetch, HTTP-redirect fetch), and sends credentials to their own origin only.</summary>
/// <remarks>
/// The platform's own redirects send the caller's cookies and custom headers to any URL that a server names, and do not report the target
/// of a permanent redirect. Like the platform, it does not follow a redirect from https to http. The platform also changes the request, so
/// that an outer handler that sends it again, for example with a new token, would send that token to the target.
/// </remarks>
/// <param name="inner">Sends the requests.</param>
/// <param name="limit">How many redirects are followed for one request.</param>
internal sealed class RedirectHandler(HttpMessageHandler inner, int limit) : DelegatingHandler(inner)
{
    /// <summary>As in Fetch.</summary>
    public const int MaxRedirects = 20;

    private const HttpStatusCode PermanentRedirect = (HttpStatusCode)308; // missing in .NET Standard 2.0

    private static readonly string[] Credentials = ["Authorization", "Proxy-Authorization", "Cookie"];
    private static readonly HttpRequestOptionsKey<Uri?> LatestTarget = new("Sse.Reactive.LatestTarget");
    private static readonly HttpRequestOptionsKey<Uri?> PermanentTarget = new("Sse.Reactive.PermanentTarget");
    private static readonly HttpRequestOptionsKey<IReadOnlyCollection<string>> SensitiveHeaders = new("Sse.Reactive.SensitiveHeaders");

    private static readonly HttpRequestOptionsKey<IReadOnlyCollection<Uri>> TrustedOrigins = new("Sse.Reactive.TrustedOrigins");
    private static readonly HttpRequestOptionsKey<string> OmittedHeaders = new("Sse.Reactive.OmittedHeaders");
    private static readonly HttpRequestOptionsKey<bool> ReachedLimit = new("Sse.Reactive.ReachedLimit");

    /// <returns>The URL of the last message that was sent for a request: its own, or the target of a redirect.</returns>
    public static Uri LatestUriOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(LatestTarget, out var target) ? target! : request.RequestUri!;

    /// <returns>The URL that permanent redirects have led to; <see langword="null"/> if there were none.</returns>
    public static Uri? PermanentTargetOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(PermanentTarget, out var target) ? target : null;

    /// <summary>Names headers that are sent to the request's own origin only, like the usual credentials.</summary>
    public static void SetSensitiveHeaders(HttpRequestMessage request, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            request.Options.Set(SensitiveHeaders, names);
        }
    }

    /// <summary>Names origins that receive the credentials too.</summary>
    public static void SetTrustedOrigins(HttpRequestMessage request, IReadOnlyCollection<Uri> origins)
    {
        if (origins.Count > 0)
        {
            request.Options.Set(TrustedOrigins, origins);
        }
    }

    /// <returns>The names of the credentials that were not sent to another origin; <see langword="null"/> if there were none.</returns>
    public static string? OmittedHeadersOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(OmittedHeaders, out var names) ? names : null;

    /// <returns>Whether the response is a redirect that was not followed because it is one of too many.</returns>
    public static bool HasReachedLimit(HttpRequestMessage request) =>
        request.Options.TryGetValue(ReachedLimit, out var isReached) && isReached;

    /// <summary>Changes the URL of a request, and removes the credentials if that is another origin that is not trusted.</summary>
    public static void Redirect(HttpRequestMessage request, Uri target)
    {
        if (!IsSameOrigin(request.RequestUri!, target))
        {
            request.Headers.Host = null;
            if (!request.Options.TryGetValue(TrustedOrigins, out var trusted) || !trusted.Any(origin => IsSameOrigin(origin, target)))
            {
                RemoveCredentials(request);
            }
        }

        request.RequestUri = target;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage original, CancellationToken cancellationToken)
    {
        var request = Copy(original);
        original.Options.Set(LatestTarget, null);
        original.Options.Set(PermanentTarget, null);
        var isPermanent = true;
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var target = TargetOf(response, request.RequestUri!);
            if (redirects == limit || target is null)
            {
                if (target is not null && limit > 0)
                {
                    request.Options.Set(ReachedLimit, true);
                }

                if (response.IsSuccessStatusCode)
                {
                    request.Headers.Clear(); // already sent, and the inner handler keeps the copy as long as the connection
                }

                return response;
            }

            var status = response.StatusCode;
            response.Dispose();
            Redirect(request, target);
            original.Options.Set(LatestTarget, target);
            if (BecomesGet(status, request.Method))
            {
                // The target is the answer to this request, and not where to send it in future.
                isPermanent = false;
                request.Method = HttpMethod.Get;
                request.Content = null;
                request.Headers.TransferEncodingChunked = null;
                request.Headers.ExpectContinue = null;
            }

            isPermanent &= status is HttpStatusCode.MovedPermanently or PermanentRedirect;
            if (isPermanent)
            {
                original.Options.Set(PermanentTarget, target);
            }
        }
    }

    private static HttpRequestMessage Copy(HttpRequestMessage original)
    {
        var copy = new HttpRequestMessage(original.Method, original.RequestUri) { Content = original.Content, Version = original.Version };
        PlatformHandler.CopyVersionPolicy(original, copy);
        foreach (var header in original.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        foreach (var option in original.Options)
        {
            copy.Options.Set(new HttpRequestOptionsKey<object?>(option.Key), option.Value);
        }

        return copy;
    }

    private static void RemoveCredentials(HttpRequestMessage request)
    {
        var sensitive = request.Options.TryGetValue(SensitiveHeaders, out var named) ? Credentials.Concat(named) : Credentials;
        var sent = sensitive.Distinct(StringComparer.OrdinalIgnoreCase).Where(request.Headers.NonValidated.Contains).ToList();
        sent.ForEach(name => request.Headers.Remove(name));
        if (sent.Count > 0)
        {
            request.Options.Set(OmittedHeaders, string.Join(", ", sent));
        }
    }

    private static Uri? TargetOf(HttpResponseMessage response, Uri from)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or PermanentRedirect)
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        return Uri.TryCreate(from, location, out var target)
            && (target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp))
            ? target
            : null;
    }

    private static bool BecomesGet(HttpStatusCode status, HttpMethod method) => status switch
    {
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found => method == HttpMethod.Post,
        HttpStatusCode.SeeOther => method != HttpMethod.Get && method != HttpMethod.Head,
        _ => false,
    };

    private static bool IsSameOrigin(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
