using System.Runtime.CompilerServices;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Async sequences that are published to topics.</summary>
public class PullToTopicTests : SharedTopicsFixture
{
    private int _pulled;
    private bool _isDisposed;

    [SetUp]
    public void Reset() => (_pulled, _isDisposed) = (0, false);

    [Test]
    public async Task Events_are_published_in_order_and_the_sequence_is_disposed_of()
    {
        using var subscriber = new Recording(B.Topic);
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = EventsAsync(1000).PublishToAsync(A.Topic);

        await AdvanceUntilAsync(publishing);

        await publishing;
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 1000)));
        Assert.That(A.Store.Appends, Is.LessThan(20));
        Assert.That(_isDisposed);
    }

    [Test]
    public async Task The_sequence_is_pulled_no_faster_than_the_store_takes_events()
    {
        A.Store.Delay = TimeSpan.FromDays(1);
        using var cancellation = new CancellationTokenSource();
        var publishing = EventsAsync(100_000).PublishToAsync(A.Topic, cancellation.Token);

        await Waiting.AdvanceUntilAsync(() => { }, () => Volatile.Read(ref _pulled) >= 257, () => "Nothing was pulled.");
        for (var i = 0; i < 100; i++)
        {
            await Task.Yield();
        }

        Assert.That(_pulled, Is.LessThanOrEqualTo(513), "256 in the append, 256 that wait, and one for which there is no room");
        await cancellation.CancelAsync();
        Assert.That(async () => await publishing.WaitAsync(Waiting.Deadline), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_isDisposed);
    }

    [Test]
    public async Task An_error_of_the_sequence_follows_what_came_before_it()
    {
        using var subscriber = new Recording(B.Topic);
        var publishing = EventsAsync(10, new FormatException()).PublishToAsync(A.Topic);

        Assert.That(async () => await publishing.WaitAsync(Waiting.Deadline), Throws.TypeOf<FormatException>());
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 10)));
    }

    [Test]
    public void After_an_error_of_the_store_nothing_more_is_pulled()
    {
        A.Store.IsUnreachable = true;
        var publishing = EventsAsync(100_000).PublishToAsync(A.Topic);

        Assert.That(async () => await publishing.WaitAsync(Waiting.Deadline), Throws.TypeOf<SseStoreException>());
        Assert.That(_isDisposed);
        Assert.That(_pulled, Is.LessThan(1_000));
        Assert.That(Engine.TopicCount, Is.Zero);
    }

    private async IAsyncEnumerable<SseEvent> EventsAsync(
        int count, Exception? error = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        try
        {
            for (var i = 1; i <= count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Interlocked.Increment(ref _pulled);
                yield return new($"{i}");
            }

            if (error is not null)
            {
                throw error;
            }
        }
        finally
        {
            _isDisposed = true;
        }
    }

    private Task AdvanceUntilAsync(Task publishing) =>
        Waiting.AdvanceUntilAsync(() => Advance(0.25), () => publishing.IsCompleted, () => "Publishing has not ended.");
}
