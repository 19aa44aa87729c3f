using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sse.Reactive;

/// <summary>The connection over HTTP.</summary>
internal static class HttpTransport
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new(SseResponse.EventStream);
    private static readonly CacheControlHeaderValue NoCache = new() { NoCache = true };
    private static readonly Lazy<HttpClient> SharedClient = new(CreateClient);

    public static SseTransport Create(Uri uri, SseOptions options)
    {
        RequireHttp(uri);
        return (attempt, cancellationToken) => SendAsync(uri, options.HttpClient, attempt, cancellationToken);
    }

    private static void RequireHttp(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{uri.OriginalString}' is no absolute http or https URL, which an event stream over HTTP needs.", nameof(uri));
        }
    }

    private static async ValueTask<SseResponse> SendAsync(Uri uri, HttpClient? client, SseAttempt attempt, CancellationToken cancellationToken)
    {
        var reason = LastEventIdHeader.WhyNotSent(attempt.LastEventId);
        var id = reason is null ? attempt.LastEventId : "";
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(client ?? SharedClient.Value, uri, id, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException refusal) when (client is not null && LastEventIdHeader.MayBeRefusedByClient(id, refusal))
        {
            reason = "It is not ASCII, and the given HttpClient's handler refuses that in headers: set its RequestHeaderEncodingSelector to return UTF-8 for Last-Event-ID.";
            response = await SendAsync(client, uri, "", cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), owner: response)
            {
                Status = (int)response.StatusCode,
                Uri = response.RequestMessage?.RequestUri ?? uri,
                ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null,
                Headers = Copy(response),
                IdNotSentReason = reason,
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Uri uri, string lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Accept.Add(EventStream);
        request.Headers.CacheControl = NoCache;
        if (lastEventId.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(LastEventIdHeader.Name, lastEventId);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<string, string> Copy(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }

        return headers;
    }

    private static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a reconnect sees a change of DNS
        ResponseDrainTimeout = TimeSpan.Zero,               // closing means closing
        RequestHeaderEncodingSelector = static (name, _) =>
            name.Equals(LastEventIdHeader.Name, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
