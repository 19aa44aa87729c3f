using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>The connections of one subscription over HTTP.</summary>
internal sealed class HttpConnector : IConnector
{
    /// <summary>An option of a request that the caller has made, as <see cref="ScheduledRequest"/>.</summary>
    private static readonly HttpRequestOptionsKey<IScheduler?> Scheduler = new("Sse.Reactive.Scheduler");

    private readonly Uri _uri;
    private readonly SseOptions _options;

    /// <summary>The latest permanent redirect. Later attempts go to its target directly.</summary>
    private Move? _moved;

    /// <summary>Whether a request that is not safe to resend may have reached the server.</summary>
    private bool _hasSentUnsafe;

    private HttpConnector(Uri uri, SseOptions options)
    {
        _uri = uri;
        _options = options;
        Uri = uri;
    }

    public Uri Uri { get; private set; }

    public Uri Base => _moved is { } moved && moved.From == _uri ? moved.To : _uri;

    /// <summary>Validates the arguments at once, not on subscription.</summary>
    public static Func<IConnector> Factory(Uri uri, SseOptions options)
    {
        if (options is { HttpClient: not null, HttpClientFactory: not null })
        {
            throw new ArgumentException("Set either SseOptions.HttpClient or SseOptions.HttpClientFactory, not both.", nameof(options));
        }

        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
        {
            uri = (options.HttpClient ?? options.HttpClientFactory?.Invoke())?.BaseAddress is { } address
                ? new(address, uri)
                : throw new ArgumentException(
                    $"'{RedactedUri.Redact(uri.OriginalString)}' is not an absolute URL such as https://example.com/events. "
                    + "A relative URL needs an HttpClient with a BaseAddress in SseOptions.",
                    nameof(uri));
        }

        RedactedUri.RequireHttp(uri, allowsServiceDiscovery: options is not { HttpClient: null, HttpClientFactory: null });
        return () => new HttpConnector(uri, options);
    }

    /// <summary>
    /// Whether permanent redirects are remembered. A given client may add credentials to any request, so each of its attempts starts at the
    /// first URL.
    /// </summary>
    private bool IsBuiltInClient => _options is { HttpClient: null, HttpClientFactory: null };

    public async ValueTask<SseResponse> OpenAsync(SseAttempt attempt, CancellationToken cancellationToken)
    {
        var client = _options.HttpClient ?? FromFactory();
        var reason = _options.LastEventIdParameter is null
            ? LastEventIdHeader.ReasonToOmit(attempt.LastEventId, _options.MaxLastEventIdBytes)
            : LastEventIdQuery.ReasonToOmit(attempt.LastEventId, _options.MaxLastEventIdBytes);
        var id = reason is null ? attempt.LastEventId : "";
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(client ?? SseHttpHandler.BuiltInClient, attempt, id, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (
            client is not null
            && _options.LastEventIdParameter is null
            && LastEventIdHeader.MayBeRejectedByClient(id, error)
            && (!_hasSentUnsafe || LastEventIdHeader.IsRejectedByClient(error)))
        {
            reason = LastEventIdHeader.RejectedByClient;
            response = await SendAsync(client, attempt, "", cancellationToken).ConfigureAwait(false);
        }

        // Not of an open stream, which would keep the options of its request in memory once they were asked for.
        var refused = response.IsSuccessStatusCode ? null : response.RequestMessage;
        try
        {
            return new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), owner: response)
            {
                StatusCode = (int)response.StatusCode,
                AnswersGet = response.RequestMessage is not { } answered || answered.Method == HttpMethod.Get,
                Uri = Uri = response.RequestMessage?.RequestUri ?? Uri,
                ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null,
                LastEventIdOmittedReason = reason,
                OmittedHeaders = refused is null ? null : RedirectHandler.OmittedHeadersOf(refused),
                HasReachedRedirectLimit = refused is not null && RedirectHandler.HasReachedLimit(refused),
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public ValueTask<bool> CanResendAsync(SseAttempt attempt, CancellationToken cancellationToken)
    {
        return _hasSentUnsafe && _options.RequestFactory is { } factory ? Ask() : new(true);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<bool> Ask()
        {
            using var request = await NewRequestAsync(factory, attempt, cancellationToken).ConfigureAwait(false);
            return IsIdempotent(request.Method) || _options.CanResend?.Invoke(request, attempt) is true;
        }
    }

    private async ValueTask<HttpResponseMessage> SendAsync(
        HttpClient client, SseAttempt attempt, string lastEventId, CancellationToken cancellationToken)
    {
        using var request = _options.RequestFactory is { } factory
            ? await NewRequestAsync(factory, attempt, cancellationToken).ConfigureAwait(false)
            : PlatformHandler.WithVersionOf(client, new ScheduledRequest(_uri, _options.Scheduler));
        Complete(request, lastEventId);
        var sent = request.RequestUri!;

        _hasSentUnsafe = !IsIdempotent(request.Method);
        if (_hasSentUnsafe)
        {
            // Without content, the platform resends a request by itself if a pooled connection turns out to be closed.
            request.Content ??= new ByteArrayContent([]);
        }

        try
        {
            var response = await SendAsync(client, request, cancellationToken).ConfigureAwait(false);
            if (IsBuiltInClient && RedirectHandler.PermanentTargetOf(request) is { } target)
            {
                _moved = new(_moved is { } earlier && earlier.To == Uri ? earlier.From : Uri, WithLastEventId(target, ""));
            }

            return response;
        }
        catch (HttpRequestException error) when (DisconnectReasons.IsBeforeSending(error) && RedirectHandler.LatestUriOf(request) == sent)
        {
            // Not after a redirect: its sender has received the request.
            _hasSentUnsafe = false;
            throw;
        }
        catch (HttpRequestException error) when (
            error.StatusCode is null && CrossOrigin.Advice(request, BrowserPage.Origin) is { } advice)
        {
            throw new HttpRequestException($"{error.Message.TrimEnd('.')}. {advice}", error);
        }
        catch when (RedirectHandler.LatestUriOf(request) is var last && last != sent)
        {
            Uri = WithLastEventId(last, ""); // the target of a redirect has failed
            throw;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (TunnelError.Describe(error) is { } text) // of a handler that is not SseHttpHandler
        {
            throw TunnelError.With(text + ".", error);
        }
    }

    private HttpClient? FromFactory() => _options.HttpClientFactory is { } factory
        ? factory()
            ?? throw new InvalidOperationException("SseOptions.HttpClientFactory returned null. Return a client, or throw an exception.")
        : null;

    private async ValueTask<HttpRequestMessage> NewRequestAsync(
        SseRequestFactory factory, SseAttempt attempt, CancellationToken cancellationToken)
    {
        var request = await factory(attempt, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("SseOptions.RequestFactory returned null. Return a request, or throw an exception.");
        if (cancellationToken.IsCancellationRequested)
        {
            request.Dispose();
            cancellationToken.ThrowIfCancellationRequested(); // another attempt may be running already
        }

        request.RequestUri = request.RequestUri is { } uri ? new(_uri, uri) : _uri;
        return request;
    }

    private void Complete(HttpRequestMessage request, string lastEventId)
    {
        RequestHeaders.Complete(
            request, _options.Headers, _options.LastEventIdParameter is null ? lastEventId : "", OperatingSystem.IsBrowser());
        if (!IsBuiltInClient && request is not ScheduledRequest)
        {
            request.Options.Set(Scheduler, _options.Scheduler);
        }

        RedirectHandler.SetSensitiveHeaders(request, _options.SensitiveHeaders);
        RedirectHandler.SetTrustedOrigins(request, _options.TrustedOrigins);
        if (_moved is { } moved && request.RequestUri == moved.From)
        {
            RedirectHandler.Redirect(request, moved.To);
        }

        Uri = request.RequestUri!;
        request.RequestUri = lastEventId.Length > 0 ? WithLastEventId(Uri, lastEventId) : Uri;
    }

    /// <summary>The URL with the ID, if it is sent in the query.</summary>
    private Uri WithLastEventId(Uri uri, string lastEventId) =>
        _options.LastEventIdParameter is { } name ? LastEventIdQuery.Set(uri, name, lastEventId) : uri;

    /// <summary>
    /// The idempotent methods of RFC 9110, 9.2.2, and the others that IANA's registry of HTTP methods calls safe: PROPFIND (RFC 4918),
    /// REPORT (RFC 3253), SEARCH (RFC 5323), QUERY.
    /// </summary>
    private static bool IsIdempotent(HttpMethod method) => method.Method.ToUpperInvariant() is
        "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE" or "PROPFIND" or "REPORT" or "SEARCH" or "QUERY";

    private sealed record Move(Uri From, Uri To);
}
