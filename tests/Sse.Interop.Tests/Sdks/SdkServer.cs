using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Sdks;

/// <summary>
/// Serves each answer of an API at a base URL of its own. A case during which the host stops has a host of its own.
/// </summary>
internal sealed class SdkServer : IAsyncDisposable
{
    /// <summary>The message of a refusal with 429.</summary>
    public const string TooMany = "Too many requests.";

    /// <summary>How long a client that is refused with 429 has to wait.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2); // an answer breaks off a second before

    private readonly Dictionary<string, TestServer> _hosts = [];
    private readonly List<DateTime> _retries = [];
    private readonly Api _api;
    private Answers? _answers;

    private SdkServer(Api api) => _api = api;

    /// <summary>What the server reports.</summary>
    public ServerRecord Record { get; } = new();

    /// <summary>The base URLs: those of the answers, of refusals with 429 and 503, and of a refusal before an answer.</summary>
    public IReadOnlyDictionary<string, Uri> Uris => _answers!.ByName.Keys.Concat(["retried", "429", "503"])
        .ToDictionary(name => name, name => new Uri(_hosts.GetValueOrDefault(name, _hosts[""]).Uri, name));

    /// <summary>A GET of this URL is answered when the client of the answer "too-slow" is too slow.</summary>
    public Uri WaitUri => new(_hosts[""].Uri, "wait");

    /// <summary>Completes when the source of the answer "left" was stopped.</summary>
    public Task SourceStopped => _answers!.Stopped;

    /// <summary>When the answer "retried" was asked for.</summary>
    public IReadOnlyList<DateTime> Retries => _retries;

    public static async Task<SdkServer> StartAsync(Api api)
    {
        var server = new SdkServer(api);
        foreach (var name in new[] { "", "cut", "host-stops", "503" })
        {
            server._hosts.Add(name, await TestServer.StartAsync(app => server.Map(app, name), server.AddServices));
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            await host.DisposeAsync();
        }

        Record.Dispose();
    }

    private void AddServices(IServiceCollection services) => services
        .AddSingleton<ILoggerProvider>(Record)
        .AddSingleton<IProblemDetailsWriter>(new RefusalWriter(_api))
        .AddProblemDetails()
        .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

    private void Map(WebApplication app, string host)
    {
        Record.Listen(app.Services);
        var answers = new Answers(_api, () => _ = Task.Run(() => app.StopAsync()));
        _answers ??= answers;
        foreach (var (name, answer) in answers.ByName)
        {
            app.MapPost($"/{name}/{_api.Route}", answer);
        }

        app.MapPost($"/retried/{_api.Route}", IResult (HttpContext context) =>
        {
            _retries.Add(DateTime.UtcNow);
            return _retries.Count > 1 ? answers.ByName["whole"]() : Refuse(context);
        });
        app.MapPost($"/429/{_api.Route}", Refuse);
        app.MapPost($"/503/{_api.Route}", answers.ByName["whole"]);
        app.MapGet("/wait", () => Record.WaitForAsync("TooSlow"));
        if (host == "503")
        {
            app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication); // every request is refused from then on
        }
    }

    private ContentHttpResult Refuse(HttpContext context)
    {
        context.Response.Headers.RetryAfter = $"{RetryAfter.TotalSeconds}";
        return TypedResults.Text(_api.Refusal(429, TooMany), "application/json", statusCode: 429);
    }
}
