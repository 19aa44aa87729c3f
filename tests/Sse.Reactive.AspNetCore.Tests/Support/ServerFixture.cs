using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Tests of endpoints over real sockets, with an <see cref="HttpClient"/> and with our client.</summary>
public abstract class ServerFixture : IDisposable
{
    protected static readonly TimeSpan Deadline = Waiting.Deadline;

    protected HttpClient Http { get; } = new() { Timeout = Waiting.Deadline };

    public void Dispose()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static IObservable<SseEvent> Connect(Server server, string path = "") =>
        SseObservable.Connect(new Uri(server.Uri, path), new() { Jitter = 0 });

    private protected async Task<HttpResponseMessage> GetAsync(
        Server server, string path = "", (string Name, string Value) header = default, string version = "1.1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Uri, path))
        {
            Version = new(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (header.Name is not null)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Reads a whole response, without the comment with which a stream begins.</summary>
    private protected async Task<string> ReadAsync(Server server, string path = "", (string Name, string Value) header = default)
    {
        using var response = await GetAsync(server, path, header);
        var text = await response.Content.ReadAsStringAsync();
        return text.StartsWith(FakeClient.Opening, StringComparison.Ordinal) ? text[FakeClient.Opening.Length..] : text;
    }
}
