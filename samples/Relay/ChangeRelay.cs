using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Relay;

/// <summary>Upstream through the client, a query, and a topic of our own, which remembers for those who come back.</summary>
internal static class ChangeRelay
{
    public static async Task<int> RunAsync(string? url, string type, int port, CancellationToken cancellationToken)
    {
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            Console.Error.WriteLine($"'{url}' is no absolute http or https URL.");
            return 1;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapSse("/thermometer", _ => Thermometer.Readings);

        var changes = new SseTopic("changes");
        app.MapSse("/changes", subscriber => changes.After(subscriber.LastEventId));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            Console.Error.WriteLine(taken.Message);
            return 1;
        }

        var here = app.Urls.Single();
        var upstream = new Uri(url ?? $"{here}/thermometer");
        using var relay = SseObservable.Connect(upstream)
            .OfType(type)
            .DistinctUntilChanged(e => e.Data)
            .Select(e => e with { LastEventId = "" }) // the topic's own IDs, since several events may have one of upstream's
            .Subscribe(changes);

        Console.WriteLine($"What changes at {upstream} is relayed: curl -N {here}/changes. Ctrl+C ends it.");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
