using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Hubs;

/// <summary>A Mercure hub with its tokens, URLs and publish requests.</summary>
internal sealed class MercureHub : IAsyncDisposable
{
    private const string Key = "the key that the hub and the token issuer share";

    private readonly string _history = Path.GetTempFileName();
    private readonly HttpClient _http = new();

    private MercureHub(Peer server) => Server = server;

    public Peer Server { get; private set; }

    public Uri Uri => new(Server.Uri, "hub");

    public static async Task<MercureHub> StartAsync()
    {
        var hub = new MercureHub(null!);
        File.Delete(hub._history);
        hub.Server = await Peer.NodeAsync("mercure.cjs", Key, hub._history);
        return hub;
    }

    /// <summary>A JWT that permits publishing or subscribing to updates for the targets.</summary>
    public static string Token(string right, params string[] targets)
    {
        var head = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
        var claims = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(new { mercure = new Dictionary<string, string[]> { [right] = targets } }));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.ASCII.GetBytes($"{head}.{claims}"));
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The subscriber URL for topics or topic templates.</summary>
    public static Uri Topics(Uri hub, params string[] topics) =>
        new(hub, "?" + string.Join('&', topics.Select(t => "topic=" + Uri.EscapeDataString(t))));

    public static SseOptions WithToken(string token) => StreamRecorder.FastReconnect with
    {
        RequestFactory = (_, _) => new(new HttpRequestMessage { Headers = { Authorization = new("Bearer", token) } }),
    };

    public async Task PublishAsync(string topic, string data, string? id = null, string? target = null)
    {
        var fields = new Dictionary<string, string> { ["topic"] = topic, ["data"] = data };
        if (id is not null)
        {
            fields["id"] = id;
        }

        if (target is not null)
        {
            fields["target"] = target;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, Uri) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token("publish", target ?? "*"));
        using var response = await _http.SendAsync(request);
        Assert.That(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        File.Delete(_history);
    }
}
