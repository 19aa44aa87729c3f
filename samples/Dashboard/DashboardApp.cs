using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dashboard;

/// <summary>Serves the page, its event stream, and the endpoints of its two buttons.</summary>
internal static class DashboardApp
{
    private const int MaxChatLength = 200;

    private static readonly SseServerOptions Options = new()
    {
        ReconnectionTime = TimeSpan.FromSeconds(2),
        ShutdownSpread = TimeSpan.FromSeconds(0.5),
    };

    public static WebApplication Create(DashboardTopics topics, int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.UseFileServer();

        var cuts = Subject.Synchronize(new Subject<Unit>());
        app.MapSse(
            "/events",
            subscriber => Observable.Using(
                () => cuts.Subscribe(_ => subscriber.HttpContext.Abort()),
                _ => topics.After(subscriber.LastEventId)),
            Options);

        app.MapPost("/cut", () => cuts.OnNext(Unit.Default)); // aborts all connections, like a network failure
        app.MapPost("/chat", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var text = (await reader.ReadToEndAsync()).Trim();
            if (text.Length is 0 or > MaxChatLength)
            {
                return Results.BadRequest();
            }

            topics.PublishChat(text);
            return Results.NoContent();
        });
        return app;
    }
}
