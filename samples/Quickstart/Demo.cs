using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Protocol;
using Sse.Reactive;

namespace Quickstart;

/// <summary>
/// Runs a client that misses nothing, against a server that aborts every connection in the middle of an event every few seconds.
/// </summary>
internal static class Demo
{
    public static async Task<int> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Console.WriteLine("Two connections to a server that keeps aborting them: one for pings, one for messages and its own changes (*).");
        Console.WriteLine($"It takes {duration.TotalSeconds:0.#} s. Then what was received is compared with what was sent.");
        await using var server = await DemoServer.StartAsync();
        var uri = server.Uri;
        var printer = new SignalPrinter();

        // The whole client is one line. The sequence completes when the server answers 204, here at the end of the demo.
        var pings = new List<SseEvent>();
        var pinging = SseObservable.Connect(uri).OfType("ping").Do(e => printer.Print(e)).ForEachAsync(pings.Add, cancellationToken);

        // A second connection reports everything else: messages of the default type, and the changes of the connection itself.
        var all = new List<SseEvent>();
        var reconnects = 0;
        var monitoring = SseObservable.Signals(uri).ForEachAsync(
            signal =>
            {
                switch (signal)
                {
                    case SseSignal.Event { Value: var e }:
                        all.Add(e);
                        printer.RecordPosition(e);
                        if (e.Type == "message")
                        {
                            printer.Print(e);
                        }

                        break;

                    case SseSignal.Opened { Attempt: > 1 }:
                        reconnects++;
                        goto default;

                    default:
                        printer.Print(signal);
                        break;
                }
            },
            cancellationToken);

        await server.PublishAsync(connections: 2, duration, cancellationToken);
        await Task.WhenAll(pinging, monitoring).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);

        var published = server.Published;
        var isExact = Verify("Signals(uri)", published, all)
            & Verify("Connect(uri).OfType(\"ping\")", published.Where(e => e.Type == "ping"), pings);
        Console.WriteLine(
            $"{all.Count} events, {reconnects} reconnects, "
            + (isExact ? Color.Good("none missed, none duplicated.") : Color.Bad("NOT as published.")));
        return isExact ? 0 : 1;
    }

    private static bool Verify(string source, IEnumerable<SseEvent> published, List<SseEvent> received)
    {
        var expected = published.ToList();
        if (received.SequenceEqual(expected))
        {
            return true;
        }

        var duplicated = received.Count - received.Distinct().Count();
        Console.WriteLine($"{source}: {expected.Except(received).Count()} missed, {duplicated} duplicated, of {expected.Count}.");
        return false;
    }
}
