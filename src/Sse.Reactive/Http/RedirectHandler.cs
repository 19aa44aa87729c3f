using System.Net;

namespace Sse.Reactive;

/// <summary>Follows redirects as Fetch does (WHATWG Fetch, HTTP-redirect fetch), and keeps credentials to the origin they are meant for.</summary>
/// <remarks>
/// Instead of the platform's own: that one hands cookies and custom headers that the caller set to whatever place a server names, and
/// does not tell where a permanent redirect led. From https to http it does not follow, as the platform does not.
/// </remarks>
internal sealed class RedirectHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>As in Fetch.</summary>
    private const int MaxRedirects = 20;

    private const HttpStatusCode PermanentRedirect = (HttpStatusCode)308; // .NET Standard 2.0 has no name for it

    private static readonly string[] Credentials = ["Authorization", "Proxy-Authorization", "Cookie"];
    private static readonly HttpRequestOptionsKey<Uri> Moved = new("Sse.Reactive.Moved");
    private static readonly HttpRequestOptionsKey<IReadOnlyCollection<string>> SensitiveHeaders = new("Sse.Reactive.SensitiveHeaders");

    /// <summary>Where permanent redirects have led a request; <see langword="null"/> if there were none.</summary>
    public static Uri? MovedTo(HttpRequestMessage request) => request.Options.TryGetValue(Moved, out var place) ? place : null;

    /// <summary>Names the headers that are for the request's own origin only, next to the usual credentials.</summary>
    public static void SetSecretHeaders(HttpRequestMessage request, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            request.Options.Set(SensitiveHeaders, names);
        }
    }

    /// <summary>Sends a request to another place, without the credentials if that is another origin.</summary>
    public static void Direct(HttpRequestMessage request, Uri place)
    {
        if (!IsSameOrigin(request.RequestUri!, place))
        {
            request.Headers.Host = null;
            var secrets = request.Options.TryGetValue(SensitiveHeaders, out var named) ? Credentials.Concat(named) : Credentials;
            foreach (var name in secrets.Where(name => request.Headers.NonValidated.Contains(name)))
            {
                request.Headers.Remove(name);
            }
        }

        request.RequestUri = place;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isPermanent = true;
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (redirects == MaxRedirects || PlaceOf(response, request.RequestUri!) is not { } place)
            {
                request.Headers.Clear(); // the handler below keeps the request for as long as the connection: they were sent, nobody needs them
                return response;
            }

            var status = response.StatusCode;
            response.Dispose();
            Direct(request, place);
            if (BecomesGet(status, request.Method))
            {
                // What it led to is an answer to this request, not a place to send it to.
                isPermanent = false;
                request.Method = HttpMethod.Get;
                request.Content = null;
                request.Headers.TransferEncodingChunked = null;
                request.Headers.ExpectContinue = null;
            }

            isPermanent &= status is HttpStatusCode.MovedPermanently or PermanentRedirect;
            if (isPermanent)
            {
                request.Options.Set(Moved, place);
            }
        }
    }

    private static Uri? PlaceOf(HttpResponseMessage response, Uri from)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or PermanentRedirect)
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        return !Uri.TryCreate(from, location, out var place) ? null : place.Scheme == Uri.UriSchemeHttps || (place.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp) ? place : null;
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
