using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Sse.Reactive.Testing;

namespace Sse.Docs.Tests;

#pragma warning disable CA1806, CA2000 // the documents omit disposal

/// <summary>The code of the README that saves and tests, compiled and run.</summary>
public class CheckpointSnippets : FeedSnippets
{
    [Test]
    public async Task Checkpoint()
    {
        var uri = Uri;
        var folder = Directory.CreateTempSubdirectory("sse-readme-");
        var path = Path.Combine(folder.FullName, "pings.checkpoint");
        var shutdown = Observable.Timer(Deadline);

        #region Checkpoint
        using var store = new SseFileCheckpointStore(path);
        var options = new SseOptions { CheckpointStore = store }; // resume where the previous process stopped

        await SseObservable.Connect(uri, options)
            .TakeUntil(shutdown) // stop cleanly: finished work is saved
            .CheckpointTo(store) // an event is done when everything below has returned from it
            .Where(e => e.Data.Length > 0)
            .ForEachAsync(e => Console.WriteLine($"{e.LastEventId}: {e.Data.Length}"));
        #endregion

        await Printed("1: 10", "2: 5", "3: 10");
        Assert.That(await store.LoadAsync(), Is.EqualTo("3"));
        store.Dispose();
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task CheckpointAsync()
    {
        var uri = Uri;
        var store = new SseMemoryCheckpointStore("1");
        var options = new SseOptions { CheckpointStore = store };

        #region CheckpointAsync
        var results = SseAsyncEnumerable.Connect(uri, options)
            .SelectConcurrent(8, async (e, cancellation) => e.WithData(await WorkAsync(e.Data, cancellation)))
            .CheckpointTo(store);

        await foreach (var e in results) // in the order of the events
        {
            Console.WriteLine($"{e.LastEventId}: {e.Data}");
        }
        #endregion

        await Printed("2: 5", "3: 10");
        Assert.That(Output, Does.Not.Contain("1: 10"));
        Assert.That(store.LastEventId, Is.EqualTo("3"));

        static async ValueTask<int> WorkAsync(string data, CancellationToken cancellation)
        {
            await Task.Delay(data.StartsWith('h') ? 50 : 1, cancellation);
            return data.Length;
        }
    }

    [Test]
    public void Testing()
    {
        #region Testing
        // or Microsoft.Reactive.Testing's TestScheduler
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
            .Connection("--a-#", ('a', SseMarble.Wire("retry: 60000\nid: 7\ndata: x\n\nid: 8\ndata: ha"))) // # cuts the connection
            .Connection("-b--|", ('b', new SseEvent("y", LastEventId: "9")))
            .Then(204);

        var seen = server.Run(transport => SseObservable.Connect(transport, server.Options), until: TimeSpan.FromMinutes(3));

        seen.ToBe("--a- 1m -b-- 1m |", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "9")));
        Assert.That(server.LastEventIds, Is.EqualTo(new[] { "", "7", "9" }));
        #endregion
    }
}
