using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>What a store does whose checkpoint outlives the process, and which two processes can use.</summary>
public abstract class DurableStoreContract : CheckpointStoreContract
{
    /// <summary>The longest ID, in bytes of UTF-8.</summary>
    protected abstract int MaxIdBytes { get; }

    [Test]
    public async Task The_longest_ID_is_kept_and_a_longer_one_is_an_argument_error()
    {
        var store = Open();
        var longest = "é" + new string('x', MaxIdBytes - 2);

        await store.SaveAsync(longest);

        Assert.That(async () => await store.SaveAsync(longest + "x"), Throws.ArgumentException);
        Assert.That(await store.LoadAsync() == longest, Is.True);
    }

    [TestCase('\n')]
    [TestCase('\r')]
    [TestCase('\0')]
    [TestCase('\ud800')]
    public async Task An_ID_that_no_stream_has_is_an_argument_error(char c)
    {
        var store = Open();
        await store.SaveAsync("1");

        Assert.That(async () => await store.SaveAsync($"a{c}b"), Throws.InstanceOf<ArgumentException>());
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task Of_two_stores_only_one_can_save_and_the_other_one_says_so()
    {
        var first = Open();
        await first.SaveAsync("1");
        var second = Open();
        await TryAsync(async () => await second.LoadAsync());

        for (var round = 0; round < 3; round++)
        {
            var errors = new[]
            {
                await TryAsync(async () => await first.SaveAsync("of the first")),
                await TryAsync(async () => await second.SaveAsync("of the second")),
            };
            Assert.That(errors.Count(error => error is null), Is.EqualTo(1));
            Assert.That(errors.Single(error => error is not null)!.IsUsedElsewhere, Is.True);
            var (owner, other) = errors[0] is null ? (first, second) : (second, first);
            Assert.That(await owner.LoadAsync(), Is.EqualTo(owner == first ? "of the first" : "of the second"));
            var error = await TryAsync(async () => await other.LoadAsync());
            Assert.That(error!.IsUsedElsewhere, Is.True);
        }
    }

    [Test]
    public async Task A_load_observes_cancellation()
    {
        var store = Open();
        await store.SaveAsync("1");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Assert.That(async () => await store.LoadAsync(cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_consumer_resumes_after_the_last_event_that_was_done()
    {
        var lastEventIds = new List<string>();
        await using var server = await EventServer.StartAsync(async context =>
        {
            var last = $"{context.Request.Headers["Last-Event-ID"]}";
            lastEventIds.Add(last);
            var next = last.Length == 0 ? 1 : int.Parse(last, null) + 1;
            await EventServer.SendAsync(context.Response, string.Concat(
                Enumerable.Range(next, 3).Select(id => $"id: {id}\ndata: x\n\n")));
            await Task.Delay(TestDeadline.Value, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        for (var life = 0; life < 2; life++)
        {
            var store = Open();
            await SseObservable.Connect(server.Uri, new() { CheckpointStore = store }).Take(3).CheckpointTo(store).ToTask();
            await DisposeAsync(store);
        }

        Assert.That(lastEventIds, Is.EqualTo(new[] { "", "3" }));
    }

    /// <returns>The error of the store; <see langword="null"/> if it did it.</returns>
    protected static async Task<SseCheckpointException?> TryAsync(Func<Task> use)
    {
        try
        {
            await use();
            return null;
        }
        catch (SseCheckpointException error)
        {
            return error;
        }
    }
}
