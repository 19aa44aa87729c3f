using System.Net;
using System.Text;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>Stands in for the network below an <see cref="HttpClient"/>: answers at once, and keeps what it was asked.</summary>
internal sealed class ScriptedHandler : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _script = new();

    public List<string> Requests { get; } = [];

    public List<Dictionary<string, string>> Headers { get; } = [];

    public ScriptedHandler Stream(string body) => Next(() => new(HttpStatusCode.OK) { Content = Content(new MemoryStream(Encoding.UTF8.GetBytes(body))) });

    public ScriptedHandler Broken(string body) => Next(() => new(HttpStatusCode.OK) { Content = Content(BrokenBody(body)) });

    public ScriptedHandler Status(int status, string body = "") => Next(() => new((HttpStatusCode)status) { Content = new StringContent(body) });

    public ScriptedHandler Fault(HttpRequestError error) => Next(() => throw new HttpRequestException(error, "no way"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : " " + await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add($"{request.Method} {request.RequestUri}{body}");
        Headers.Add(request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
        var response = _script.TryDequeue(out var respond) ? respond() : new(HttpStatusCode.NoContent);
        response.RequestMessage = request;
        return response;
    }

    private ScriptedHandler Next(Func<HttpResponseMessage> respond)
    {
        _script.Enqueue(respond);
        return this;
    }

    private static StreamContent Content(Stream body) => new(body) { Headers = { ContentType = new("text/event-stream") } };

    private static ScriptedBody BrokenBody(string body)
    {
        var broken = new ScriptedBody();
        broken.Send(Encoding.UTF8.GetBytes(body));
        broken.Reset(new IOException("connection reset"));
        return broken;
    }
}
