using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace LlmServer.Models.Providers;

/// <summary>
/// Throws what a provider reports as an error, with its message and its <c>Retry-After</c>. The client of the OpenAI SDK for chat
/// completions ignores an error within a stream, so that half an answer would look whole if a finish reason follows.
/// </summary>
internal sealed class ProviderErrors : DelegatingHandler
{
    public ProviderErrors()
        : base(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            throw new ModelException(StatusCodes.Status502BadGateway, "The model cannot be reached.");
        }

        if (!response.IsSuccessStatusCode)
        {
            using var refusal = response;
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw ProviderError.Of((int)response.StatusCode, text, response.Headers.RetryAfter?.ToString());
        }

        if (!"text/event-stream".Equals(response.Content.Headers.ContentType?.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            using var other = response;
            throw ProviderError.OfNoStream(await response.Content.ReadAsStringAsync(cancellationToken));
        }

        var events = new StreamContent(new ProviderStream(await response.Content.ReadAsStreamAsync(cancellationToken)));
        events.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        response.Content = events; // the stream holds the connection, and closes it
        return response;
    }
}
