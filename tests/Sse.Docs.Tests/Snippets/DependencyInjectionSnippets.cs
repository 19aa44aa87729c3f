using System.Net.Http.Headers;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sse.Reactive.DependencyInjection;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/dependency-injection.md, and the README's, run.</summary>
public class DependencyInjectionSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private EventServer _server = null!;
    private string _asked = "";

    [SetUp]
    public async Task SetUp()
    {
        _asked = "";
        _server = await EventServer.StartAsync(context =>
        {
            _asked = $"{context.Request.Headers.Authorization}{context.Request.Headers["Last-Event-ID"]}";
            return EventServer.SendAsync(context.Response, "id: 8\nevent: price\ndata: 42\n\n");
        });
    }

    [TearDown]
    public ValueTask TearDown() => _server.DisposeAsync();

    [Test]
    public async Task AddSseClient()
    {
        var builder = Builder();

        #region AddSseClient
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed"));
        builder.Services.AddSseClient("prices", client => client.Uri = new("https://example.com/prices"));
        #endregion

        builder.Services.AddSingleton<PriceBoard>();
        await using var app = builder.Build();
        Assert.That(await app.Services.GetRequiredService<PriceBoard>().Prices.FirstAsync().ToTask().WaitAsync(Deadline), Is.EqualTo("42"));
        Assert.That(app.Services.GetRequiredService<ISseClientFactory>().CreateClient("prices").Uri.Host, Is.EqualTo("example.com"));
    }

    [Test]
    public async Task ConfigureWithServices()
    {
        var builder = Builder();
        var store = new SseMemoryCheckpointStore();
        await store.SaveAsync("7");
        builder.Services.AddSingleton<ISseCheckpointStore>(store);

        #region ConfigureWithServices
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed"))
            .Configure((services, client) => client.Options = client.Options with
            {
                CheckpointStore = services.GetRequiredService<ISseCheckpointStore>(), // made once, by the container
                ReconnectPolicy = SseReconnect.Standard,
            });
        #endregion

        await FirstPriceAsync(builder);
        Assert.That(_asked, Is.EqualTo("7"));
    }

    [Test]
    public async Task Handlers()
    {
        var builder = Builder();
        builder.Services.AddTransient<TokenHandler>();

        #region Handlers
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed"))
            .HttpClient.AddHttpMessageHandler<TokenHandler>();
        #endregion

        await FirstPriceAsync(builder);
        Assert.That(_asked, Is.EqualTo("Bearer k"));
    }

    [Test]
    public async Task Injected()
    {
        var builder = Builder();

        #region Injected
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed")); // Uri, IdleTimeout, Headers, ...
        var app = builder.Build();
        app.MapGet("/price", async ([FromKeyedServices("feed")] SseClient feed) =>
            await feed.Connect().OfType("price").Select(e => e.Data).FirstAsync());
        #endregion

        await app.StartAsync();
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(new Uri(new Uri(app.Urls.Single()), "/price")).WaitAsync(Deadline), Is.EqualTo("42"));
        await app.DisposeAsync();
    }

    [Test]
    public async Task HealthCheck()
    {
        var builder = Builder();

        #region HealthCheck
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed"));
        builder.Services.AddHealthChecks().AddSseClient("feed", unhealthyAfter: TimeSpan.FromMinutes(2));
        #endregion

        await using var app = builder.Build();
        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(report.Entries["sse-feed"].Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task HostedConsumer()
    {
        var builder = Builder();
        var store = new SseMemoryCheckpointStore();
        builder.Services.AddSingleton<ISseCheckpointStore>(store);
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed"));
        builder.Services.AddSingleton<Orders>();
        builder.Services.AddHostedService<OrderConsumer>();
        await using var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<Orders>().HasBegun.Task.WaitAsync(Deadline);

        await app.StopAsync();

        Assert.That(store.LastEventId, Is.EqualTo("8"));
    }

    private static async Task FirstPriceAsync(WebApplicationBuilder builder)
    {
        await using var app = builder.Build();
        var client = app.Services.GetRequiredKeyedService<SseClient>("feed");
        Assert.That(await client.Connect().Select(e => e.Data).FirstAsync().ToTask().WaitAsync(Deadline), Is.EqualTo("42"));
    }

    private WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Feeds:feed:Uri"] = _server.Uri.ToString();
        return builder;
    }

    #region Keyed
    public sealed class PriceBoard([FromKeyedServices("feed")] SseClient feed)
    {
        public IObservable<string> Prices => feed.Connect().OfType("price").Select(e => e.Data);
    }
    #endregion

    #region HostedConsumer
    public sealed class OrderConsumer(
        [FromKeyedServices("feed")] SseClient feed, ISseCheckpointStore store, Orders orders, IHostApplicationLifetime application)
        : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            try
            {
                var done = feed.ReadAllAsync()
                    .TakeUntil(stoppingToken) // no further event is read, and work that has begun is finished
                    .SelectConcurrent(8, orders.ProcessAsync)
                    .CheckpointTo(store); // the same store as in the client's options
                await foreach (var _ in done)
                {
                }
            }
            catch (Exception error)
            {
                Console.Error.WriteLine(error);
                Environment.ExitCode = 1; // so that the service manager restarts it
            }

            application.StopApplication(); // also when the server has ended the stream
        }
    }
    #endregion

    public sealed class Orders
    {
        public TaskCompletionSource HasBegun { get; } = new();

        public async ValueTask<SseEvent> ProcessAsync(SseEvent e, CancellationToken cancellationToken)
        {
            HasBegun.TrySetResult();
            await Task.Delay(20, cancellationToken);
            return e;
        }
    }

    private sealed class TokenHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "k");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
