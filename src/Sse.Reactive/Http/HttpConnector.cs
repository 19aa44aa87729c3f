using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>The connections of one subscription over HTTP.</summary>
internal sealed class HttpConnector : IConnector
{
    /// <summary>Tells the browser's handler, before .NET 10, not to wait for the end of the body. No other handler asks.</summary>
    private static readonly HttpRequestOptionsKey<bool> BrowserStreaming = new("WebAssemblyEnableStreamingResponse");

    private readonly Uri _uri;
    private readonly SseOptions _options;

    /// <summary>The latest permanent redirect: whoever asks for the one is sent to the other.</summary>
    private Move? _moved;

    /// <summary>Whether a request that is not safe to repeat may have reached the server.</summary>
    private bool _hasSentUnsafe;

    private HttpConnector(Uri uri, SseOptions options)
    {
        _uri = uri;
        _options = options;
        Uri = uri;
    }

    public Uri Uri { get; private set; }

    public Uri Base => _moved is { } moved && moved.From == _uri ? moved.To : _uri;

    /// <summary>Checks what can be checked before anyone subscribes.</summary>
    public static Func<IConnector> Factory(Uri uri, SseOptions options)
    {
        RedactedUri.RequireHttp(uri);
        if (options is { HttpClient: not null, HttpClientFactory: not null })
        {
            throw new ArgumentException("Set HttpClient or HttpClientFactory, not both.", nameof(options));
        }

        return () => new HttpConnector(uri, options);
    }

    /// <summary>Whether nothing stands before our handler. A given client may add credentials to a request for any place, so it is always sent to the first one.</summary>
    private bool IsOwnClient => _options is { HttpClient: null, HttpClientFactory: null };

    public async ValueTask<SseResponse> OpenAsync(SseAttempt attempt, CancellationToken cancellationToken)
    {
        var client = _options.HttpClient ?? FromFactory();
        var reason = LastEventIdHeader.ReasonToOmit(attempt.LastEventId);
        var id = reason is null ? attempt.LastEventId : "";
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(client ?? SseHttpHandler.Shared, attempt, id, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException refusal) when (client is not null && LastEventIdHeader.MayBeRefusedByClient(id, refusal) && (!_hasSentUnsafe || LastEventIdHeader.IsRefusedByClient(refusal)))
        {
            reason = "It is not ASCII, and the given HttpClient's handler refuses that in headers: set its RequestHeaderEncodingSelector to return UTF-8 for Last-Event-ID.";
            response = await SendAsync(client, attempt, "", cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), owner: response)
            {
                StatusCode = (int)response.StatusCode,
                Uri = Uri = response.RequestMessage?.RequestUri ?? Uri,
                ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null,
                LastEventIdOmittedReason = reason,
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

    private async ValueTask<HttpResponseMessage> SendAsync(HttpClient client, SseAttempt attempt, string lastEventId, CancellationToken cancellationToken)
    {
        using var request = _options.RequestFactory is { } factory
            ? await NewRequestAsync(factory, attempt, cancellationToken).ConfigureAwait(false)
            : SseHttpHandler.Get(_uri, client);
        Complete(request, lastEventId);

        _hasSentUnsafe = !IsIdempotent(request.Method);
        if (_hasSentUnsafe)
        {
            request.Content ??= new ByteArrayContent([]); // without one the platform sends it again, by itself, where a pooled connection turns out to be closed
        }

        try
        {
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (request.RequestUri != Uri && IsOwnClient && RedirectHandler.MovedTo(request) is { } place)
            {
                _moved = new(_moved is { } earlier && earlier.To == Uri ? earlier.From : Uri, place);
            }

            return response;
        }
        catch (HttpRequestException error) when (DisconnectReasons.IsBeforeSending(error) && request.RequestUri == Uri) // of the first place: a redirect comes from one that was asked
        {
            _hasSentUnsafe = false;
            throw;
        }
    }

    private HttpClient? FromFactory() => _options.HttpClientFactory is { } factory
        ? factory() ?? throw new InvalidOperationException("SseOptions.HttpClientFactory returned no client. Let it throw if it has none.")
        : null;

    private async ValueTask<HttpRequestMessage> NewRequestAsync(SseRequestFactory factory, SseAttempt attempt, CancellationToken cancellationToken)
    {
        var request = await factory(attempt, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("SseOptions.RequestFactory returned no request. Let it throw if it cannot make one.");
        if (cancellationToken.IsCancellationRequested)
        {
            request.Dispose();
            cancellationToken.ThrowIfCancellationRequested(); // nobody waits for it any more: another attempt may be under way
        }

        request.RequestUri = request.RequestUri is { } place ? new(_uri, place) : _uri;
        return request;
    }

    private void Complete(HttpRequestMessage request, string lastEventId)
    {
        foreach (var header in _options.Headers)
        {
            AddUnlessThere(request, header.Key, header.Value);
        }

        AddUnlessThere(request, "Accept", SseResponse.EventStream);
        AddUnlessThere(request, "Cache-Control", "no-cache");
        if (lastEventId.Length > 0)
        {
            AddUnlessThere(request, LastEventIdHeader.Name, lastEventId);
        }

        if (OperatingSystem.IsBrowser())
        {
            request.Options.Set(BrowserStreaming, true);
        }

        RedirectHandler.SetSecretHeaders(request, _options.SensitiveHeaders);
        if (_moved is { } moved && request.RequestUri == moved.From)
        {
            RedirectHandler.Direct(request, moved.To);
        }

        Uri = request.RequestUri!;
    }

    /// <summary>Without the typed collections: the handler keeps the request, and what belongs to it, for as long as the connection.</summary>
    private static void AddUnlessThere(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.NonValidated.Contains(name))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>RFC 9110, 9.2.2, and QUERY.</summary>
    private static bool IsIdempotent(HttpMethod method) => method.Method.ToUpperInvariant() is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE" or "QUERY";

    private sealed record Move(Uri From, Uri To);
}
