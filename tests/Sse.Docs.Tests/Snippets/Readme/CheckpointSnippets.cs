using System.Reactive.Linq;

namespace Sse.Docs.Tests;

#pragma warning disable CA1806, CA2000 // the documents omit disposal

/// <summary>The code of docs/checkpoints.md, compiled and run.</summary>
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
}
