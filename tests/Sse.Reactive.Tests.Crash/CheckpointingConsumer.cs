using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Protocol;
using Sse.Reactive;

namespace Sse.Reactive.Tests.Crash;

/// <summary>
/// A consumer that resumes from a checkpoint, in each of its forms. It prints the ID of each event that it has processed, until it is
/// killed. The pipe keeps what was printed.
/// </summary>
internal sealed class CheckpointingConsumer(string url, ISseCheckpointStore store)
{
    private readonly SseOptions _options = new() { CheckpointStore = store };

    public Task RunAsync(string form) => form switch
    {
        "pushed" => SseObservable.Connect(url, _options).CheckpointTo(store).ForEachAsync(Print),
        "pulled" => PullAsync(),
        "concurrent" => ProcessConcurrentlyAsync(),
        "filtered" => SseObservable.Connect(url, _options).CheckpointTo(store).Where(e => e.Data == "odd").ForEachAsync(Print),
        "shared" => SseObservable.Connect(url, _options)
            .CheckpointTo(store)
            .Publish(shared => shared.Do(e => Print("first ", e)).Merge(shared.Do(e => Print("second ", e))))
            .ToTask(),
        _ => throw new ArgumentException($"There is no form '{form}'.", nameof(form)),
    };

    private static void Print(SseEvent e) => Print("", e);

    private static void Print(string subscriber, SseEvent e)
    {
        Thread.Sleep(Random.Shared.Next(8)); // the work takes a while, in which an ID that is saved too early reaches the disk
        Console.WriteLine($"{subscriber}{e.LastEventId}");
    }

    private async Task PullAsync()
    {
        await foreach (var e in SseAsyncEnumerable.Connect(url, _options).CheckpointTo(store).ConfigureAwait(false))
        {
            Print(e);
        }
    }

    private async Task ProcessConcurrentlyAsync()
    {
        var results = SseAsyncEnumerable.Connect(url, _options)
            .SelectConcurrent(4, async (e, cancellation) =>
            {
                await Task.Delay(Random.Shared.Next(3), cancellation).ConfigureAwait(false); // finishes in any order
                Print(e);
                return e;
            })
            .CheckpointTo(store);
        await foreach (var _ in results.ConfigureAwait(false))
        {
        }
    }
}
