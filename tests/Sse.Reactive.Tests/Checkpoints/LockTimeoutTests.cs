using System.Reactive.Concurrency;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseFileCheckpointStore.LockTimeout"/>: the next instance of a service waits for the one before.</summary>
public class LockTimeoutTests : CheckpointFolderFixture
{
    [Test]
    public async Task The_next_store_loads_what_the_previous_one_has_saved_last()
    {
        var previous = new SseFileCheckpointStore(FilePath);
        await previous.SaveAsync("1");
        using var next = new SseFileCheckpointStore(FilePath) { LockTimeout = TimeSpan.FromMinutes(1) };

        var load = next.LoadAsync().AsTask();
        await previous.SaveAsync("2");
        Assert.That(load.IsCompleted, Is.False);
        previous.Dispose();

        Assert.That(await load.WaitAsync(TestDeadline.Value), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_lock_that_is_not_released_in_time_fails()
    {
        var scheduler = new HistoricalScheduler();
        using var previous = new SseFileCheckpointStore(FilePath);
        await previous.SaveAsync("1");
        using var next = new SseFileCheckpointStore(FilePath) { LockTimeout = TimeSpan.FromSeconds(10), Scheduler = scheduler };

        var load = next.LoadAsync().AsTask();
        await PlayUntil(scheduler, load, TimeSpan.FromSeconds(9.9));
        Assert.That(load.IsCompleted, Is.False);
        await PlayUntil(scheduler, load, TimeSpan.FromSeconds(11));

        Assert.That((await Assert.ThrowsAsync<SseCheckpointException>(() => load))!.Message, Does.Contain(FilePath + ".lock"));
    }

    [Test]
    public async Task The_wait_observes_cancellation()
    {
        using var previous = new SseFileCheckpointStore(FilePath);
        await previous.SaveAsync("1");
        using var next = new SseFileCheckpointStore(FilePath) { LockTimeout = TimeSpan.FromDays(1) };
        using var cancellation = new CancellationTokenSource();

        var load = next.LoadAsync(cancellation.Token).AsTask();
        cancellation.Cancel();

        await Assert.CatchAsync<OperationCanceledException>(() => load.WaitAsync(TestDeadline.Value));
    }

    /// <summary>The store tries on the thread pool, and waits in virtual time.</summary>
    private static async Task PlayUntil(HistoricalScheduler scheduler, Task load, TimeSpan end)
    {
        while (!load.IsCompleted && scheduler.Now.Ticks < end.Ticks)
        {
            scheduler.AdvanceBy(TimeSpan.FromMilliseconds(100));
            await Task.Delay(2);
        }
    }
}
