using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Relay;

/// <summary>
/// Connects to an upstream stream, filters it with a query, and publishes the result to a topic, which keeps a history for clients that
/// reconnect.
/// </summary>
internal static class ChangeRelay
{
    public static async Task<int> RunAsync(string? url, string type, int port, CancellationToken cancellationToken)
    {
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            Console.Error.WriteLine($"url: expected an absolute http or https URL, not '{url}'.");
            return 1;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapSse("/thermometer", _ => Thermometer.Readings);

        var changes = new SseTopic("changes");
        app.MapSse("/changes", subscriber => changes.After(subscriber.LastEventId));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"{error.Message} Choose another port with --port, or any free one with --port 0.");
            return 1;
        }

        var here = app.Urls.Single();
        var upstream = new Uri(url ?? $"{here}/thermometer");
        var log = new RelayLog();
        using var relay = SseObservable.Signals(upstream)
            .Do(log.Received)
            .Events()
            .OfType(type)
            .DistinctUntilChanged(e => e.Data)
            .Do(log.Passed, RelayLog.Failed)
            .Select(e => e with { LastEventId = "" }) // the topic assigns its own IDs, since several upstream events may share one
            .Subscribe(changes);

        Console.WriteLine($"Relaying changes of {upstream}. To read them: curl -N {here}/changes. Press Ctrl+C to stop.");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
