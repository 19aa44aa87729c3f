using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>An application that serves the topic <c>orders</c> of a store, with a heartbeat every 200 ms.</summary>
internal sealed class OrdersServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TestDeadline.Value };

    private readonly WebApplication _app;

    private OrdersServer(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public static async Task<OrdersServer> StartAsync(Func<ISseTopicsBuilder, ISseTopicsBuilder> use)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        use(builder.Services.AddSseTopics());
        var app = builder.Build();
        var topics = app.Services.GetRequiredService<ISseTopics>();
        app.MapSse("/orders", topics["orders"], new SseServerOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(200) });
        await app.StartAsync();
        return new(app);
    }

    public async Task<string> PublishAsync(string data) =>
        await _app.Services.GetRequiredService<ISseTopics>()["orders"].PublishAsync(new(data));

    /// <summary>A client's stream.</summary>
    public async Task<OrdersStream> OpenAsync(string lastEventId = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _app.Urls.Single() + "/orders");
        if (lastEventId.Length > 0)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
