using System.Threading.Channels;

namespace Sse.Reactive.AspNetCore;

/// <summary>Publishes sequences of events to topics.</summary>
/// <remarks>
/// <para>Events are published in order. In a store, one append is under way at a time, and the events that arrive meanwhile go with the
/// next one. Within a topic in memory each event is published at once.</para>
/// <para>The task ends when everything is published, and the topic does not end with it (<see cref="ISseTopics.EndAsync"/>). It fails
/// with the error of the sequence, after what came before it was published; or with that of the topic, after which nothing more is
/// published. What is published is then a beginning of the sequence, except that the events of the append that failed may be stored or
/// not (<see cref="SseStoreException"/>). To publish them again, subscribe again from there: delivery is then at least once.</para>
/// </remarks>
/// <example>
/// <code>
/// var topics = app.Services.GetRequiredService&lt;ISseTopics&gt;();
/// IObservable&lt;SseEvent&gt; ticks = Observable.Interval(TimeSpan.FromSeconds(1)).Select(i => new SseEvent($"{i}", "tick"));
///
/// await ticks.PublishToAsync(topics["ticks"], cancellationToken: app.Lifetime.ApplicationStopping);
/// </code>
/// </example>
public static class SseTopicPublishingExtensions
{
    /// <summary>Publishes the events of an observable to a topic.</summary>
    /// <param name="events">The events. They have no IDs, unless the topic is in memory.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="maxWaiting">
    /// How many events may wait for the store. An observable cannot be slowed down: with one more, its subscription ends, and the task
    /// fails with <see cref="SseStoreException"/> once those are published. Default: 10,000.
    /// </param>
    /// <param name="cancellationToken">Ends the subscription, and cancels the wait for the store.</param>
    /// <returns>A task that completes when the sequence has completed and everything is published.</returns>
    /// <inheritdoc cref="ISseTopic.PublishAsync" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxWaiting"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. Events that were waiting may be published nevertheless.</exception>
    /// <inheritdoc cref="SseTopicPublishingExtensions" path="/example"/>
    public static Task PublishToAsync(
        this IObservable<SseEvent> events, ISseTopic topic, int maxWaiting = 10_000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWaiting, 1);
        return PushAsync(events, topic, maxWaiting, cancellationToken);
    }

    /// <summary>Publishes the events of an async sequence to a topic, and pulls them no faster than the topic takes them.</summary>
    /// <param name="events">The events. They have no IDs, unless the topic is in memory.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Cancels the sequence, and the wait for the store.</param>
    /// <returns>A task that completes when the sequence has completed and everything is published.</returns>
    /// <remarks>
    /// While an append is under way, up to 256 events are pulled, which go with the next one. The enumerator is disposed of before the task
    /// ends.
    /// </remarks>
    /// <inheritdoc cref="ISseTopic.PublishAsync" path="/exception"/>
    /// <exception cref="OperationCanceledException">It was cancelled. Events that were waiting may be published nevertheless.</exception>
    /// <inheritdoc cref="SseTopicPublishingExtensions" path="/example"/>
    public static Task PublishToAsync(
        this IAsyncEnumerable<SseEvent> events, ISseTopic topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(topic);
        return PullAsync(events, topic, cancellationToken);
    }

    private static async Task PushAsync(
        IObservable<SseEvent> events, ISseTopic topic, int maxWaiting, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = Channel.CreateBounded<SseEvent>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });
        using var observer = new WaitingObserver(waiting.Writer, topic, maxWaiting);
        observer.SubscribeTo(events);
        await new GroupPublisher(topic).PublishAllAsync(waiting.Reader, cancellationToken).ConfigureAwait(false);
    }

    private static async Task PullAsync(IAsyncEnumerable<SseEvent> events, ISseTopic topic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = Channel.CreateBounded<SseEvent>(
            new BoundedChannelOptions(TopicPublisher.MaxBatchEvents) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pulling = FillAsync(events, waiting.Writer, stop.Token);
        try
        {
            await new GroupPublisher(topic).PublishAllAsync(waiting.Reader, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pulling.ConfigureAwait(false); // it never fails
        }
    }

    /// <summary>Pulls events while there is room for them. The end of the sequence and its error are those of the channel.</summary>
    private static async Task FillAsync(IAsyncEnumerable<SseEvent> events, ChannelWriter<SseEvent> waiting, CancellationToken stop)
    {
        try
        {
            await foreach (var value in events.WithCancellation(stop).ConfigureAwait(false))
            {
                await waiting.WriteAsync(value, stop).ConfigureAwait(false);
            }

            waiting.TryComplete();
        }
        catch (Exception error)
        {
            waiting.TryComplete(error);
        }
    }
}
