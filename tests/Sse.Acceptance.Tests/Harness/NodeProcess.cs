using System.Net;
using System.Net.Sockets;

namespace Sse.Acceptance.Tests;

/// <summary>A node of the application, as a process that can be killed.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 10_000 })
    {
        Timeout = Size.Deadline,
    };

    private readonly EngineProcess _process = new();
    private readonly string[] _arguments;
    private readonly NodeNetwork? _network;

    private NodeProcess(NodeNetwork? network, string[] arguments) => (_network, _arguments) = (network, arguments);

    public Uri Uri => new($"http://{_network?.Address ?? "127.0.0.1"}:{_process.Port}/");

    /// <param name="engine">The engine.</param>
    /// <param name="connectionString">How the node connects to it.</param>
    /// <param name="arguments">Further arguments of the node.</param>
    public static async Task<NodeProcess> StartAsync(IEngine engine, string connectionString, params string[] arguments)
    {
        var node = new NodeProcess(null, ["--engine", engine.Name, "--connection", connectionString, .. arguments]);
        await node.StartAgainAsync();
        return node;
    }

    /// <summary>Starts a node in a network of its own.</summary>
    public static async Task<NodeProcess> StartAsync(IEngine engine, NodeNetwork network)
    {
        var node = new NodeProcess(
            network, ["--engine", engine.Name, "--connection", engine.ConnectionStringVia(network.ProxyAddress, network.ProxyPort)]);
        await node.StartAgainAsync();
        return node;
    }

    public async Task StartAgainAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Sse.Acceptance.Node.dll");
        string[] command = ["dotnet", "exec", program, "--urls", Uri.ToString(), .. _arguments];
        command = _network?.Inside(command) ?? command;
        _process.Start(command[0], command[1..]);
        await _process.WaitAsync(async () =>
        {
            try
            {
                using var response = await Http.GetAsync(Uri); // 404
                return true;
            }
            catch (Exception error) when (error is HttpRequestException or SocketException)
            {
                return false;
            }
        });
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>Sends a request.</summary>
    /// <returns>The body of a successful response; <see langword="null"/> if the node is down or has answered 503.</returns>
    public async Task<string?> PostAsync(string path, string body = "")
    {
        try
        {
            using var content = new StringContent(body);
            using var response = await Http.PostAsync(new Uri(Uri, path), content);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
            }
        }
        catch (Exception error) when (error is HttpRequestException { StatusCode: null } or SocketException)
        {
            // HttpClient lets the exception of a socket through if a connection is reset as soon as it was accepted.
        }

        return null;
    }

    /// <summary>Opens a stream.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string topic, string lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Uri, topic));
        request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
