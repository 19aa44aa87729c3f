using System.Net;

namespace Sse.Reactive.Testing;

/// <summary>HTTP without a socket: each request is an attempt of the script, and each answer a response.</summary>
internal sealed class ScriptedHttpHandler(SseScript script) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false) : "";
        var response = await script.AnswerAsync(request, HeadersOf(request), body, cancellationToken).ConfigureAwait(false);
        var message = new HttpResponseMessage((HttpStatusCode)response.StatusCode)
        {
            RequestMessage = request,
            Content = new Body(response),
        };
        foreach (var (name, value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static Dictionary<string, string> HeadersOf(HttpRequestMessage request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        if (request.Content is { } content)
        {
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                headers[name] = values.ToString();
            }
        }

        return headers;
    }

    private sealed class Body(SseResponse response) : StreamContent(response.Body)
    {
        protected override void Dispose(bool disposing)
        {
            response.Dispose();
            base.Dispose(disposing);
        }
    }
}
