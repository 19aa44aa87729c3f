using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dashboard;

/// <summary>The page, its stream, and its two buttons.</summary>
internal static class Site
{
    private const int LongestText = 200;

    private static readonly SseServerOptions Options = new() { ReconnectionTime = TimeSpan.FromSeconds(2), ShutdownSpread = TimeSpan.FromSeconds(0.5) };

    public static WebApplication Of(Activity activity, int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.UseFileServer();

        var topics = new TopicMix(activity.Prices, activity.Builds, activity.Chat);
        var cuts = Subject.Synchronize(new Subject<Unit>());
        app.MapSse(
            "/events",
            subscriber => Observable.Using(() => cuts.Subscribe(_ => subscriber.HttpContext.Abort()), _ => topics.After(subscriber.LastEventId)),
            Options);

        app.MapPost("/cut", () => cuts.OnNext(Unit.Default)); // what a network does now and then
        app.MapPost("/chat", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var text = (await reader.ReadToEndAsync()).Trim();
            if (text.Length is 0 or > LongestText)
            {
                return Results.BadRequest();
            }

            activity.Say(text);
            return Results.NoContent();
        });
        return app;
    }
}
