using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Protocol;
using Sse.Reactive;

namespace Quickstart;

/// <summary>A server that breaks every connection in mid-event every few seconds, and a client that misses nothing.</summary>
internal static class Demo
{
    public static async Task<int> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var server = await DemoServer.StartAsync();
        var uri = server.Uri;
        var console = new LifePrinter();
        Console.WriteLine("Two connections, which the server keeps cutting: one for the pings; one for the messages, whose life is shown (*).");

        // The main job, in one line. (It completes when the server answers 204, here when the demo is over.)
        var pings = new List<SseEvent>();
        var pinging = SseObservable.Connect(uri).OfType("ping").Do(e => console.Print(e)).ForEachAsync(pings.Add, cancellationToken);

        // A second connection, for the rest of what one can see: plain messages, and the life of the connection.
        var all = new List<SseEvent>();
        var reconnects = 0;
        var living = SseObservable.Signals(uri).ForEachAsync(
            signal =>
            {
                switch (signal)
                {
                    case SseSignal.Event { Value: var e }:
                        all.Add(e);
                        console.Remember(e);
                        if (e.Type == "message")
                        {
                            console.Print(e);
                        }

                        break;

                    case SseSignal.Opened { Attempt: > 1 }:
                        reconnects++;
                        goto default;

                    default:
                        console.Print(signal);
                        break;
                }
            },
            cancellationToken);

        await server.PublishAsync(duration, cancellationToken);
        await Task.WhenAll(pinging, living).WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);

        var isExact = Report("Signals(uri)", server.Published, all) & Report("Connect(uri).OfType(\"ping\")", server.Published.Where(e => e.Type == "ping"), pings);
        Console.WriteLine($"{all.Count} events, {reconnects} reconnects, {(isExact ? "none missed, none doubled" : "NOT what was published")}.");
        return isExact ? 0 : 1;
    }

    private static bool Report(string what, IEnumerable<SseEvent> published, List<SseEvent> seen)
    {
        var expected = published.ToList();
        if (seen.SequenceEqual(expected))
        {
            return true;
        }

        var doubled = seen.Count - seen.Distinct().Count();
        Console.WriteLine($"{what}: {expected.Except(seen).Count()} missed, {doubled} doubled, of {expected.Count}.");
        return false;
    }
}
