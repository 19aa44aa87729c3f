namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Holds the events of topics for all nodes of an application: a database, or a broker. <see cref="SseSharedTopics"/> does the rest.
/// </summary>
/// <remarks>
/// <para>Thread-safe. What a store must guarantee; <c>SseStoreContract</c> of Sse.Reactive.AspNetCore.Testing checks it:</para>
/// <para><b>Order.</b> The events of a topic have one order, the same for every reader at any time. If a read shows an event, no later read
/// shows an unknown event before it. (A number that is assigned before a commit does not give such an order.)</para>
/// <para><b>Durability.</b> When <see cref="AppendAsync"/> has succeeded, the event survives what the engine is configured to survive, and
/// each read that begins afterwards, on any node, shows it. When it has failed, the event may be stored nevertheless.</para>
/// <para><b>IDs</b> are positions with a proof of their event: after a failover that has lost events, the same ID never belongs to another
/// event. 1 to 40 ASCII letters, digits, points, hyphens and underscores.</para>
/// <para><b>Gaps.</b> If anything between the given ID and the first event of a page is missing from the page, the page says so. A gap
/// reported in vain is allowed, a missing one never is. Its reason is <see cref="SseGapReason.Expired"/> if the topic has assigned the ID
/// and has removed events after it; <see cref="SseGap.Count"/> is then their number, or <see langword="null"/> if the store does not know
/// it. Otherwise the reason is <see cref="SseGapReason.Unknown"/>, and the gap has no count.</para>
/// <para><b>The doorbell</b> says only that there may be news. See <see cref="Watch"/>.</para>
/// <para>A topic's name may come from a client: nothing is created in the engine before the first event is appended. Names that differ in
/// any character, also in case only, are different topics.</para>
/// <para>Methods throw <see cref="SseStoreException"/> if the engine cannot be reached or does not answer, after a bounded time.</para>
/// </remarks>
public interface ISseStore : IAsyncDisposable
{
    /// <summary>The name of the kind of store, for error messages: <c>PostgreSQL</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Work of the store's own, such as removing old events, that fails: its latest attempt has. The health
    /// check reports it. Default: none.
    /// </summary>
    IReadOnlyList<SseStoreFailure> Failures => [];

    /// <summary>Appends events, all or none, in this order, next to each other.</summary>
    /// <param name="topic">The name of the topic, which the store creates if it does not exist.</param>
    /// <param name="events">The events, at least one. They have no IDs.</param>
    /// <param name="cancellationToken">Cancels the wait. The events may be appended nevertheless.</param>
    /// <returns>The IDs, in the same order.</returns>
    /// <exception cref="SseStoreException">
    /// The events may or may not have been appended. If a <see cref="TimeoutException"/> is within it, all that waits to be appended to the
    /// topic fails too, and not after another timeout.
    /// </exception>
    Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken);

    /// <summary>Reads the events after an ID.</summary>
    /// <param name="topic">The name of the topic, which need not exist.</param>
    /// <param name="after">
    /// The ID of an event, or the <see cref="SsePage.Floor"/> of an earlier page; any text that a client has sent. Empty: from the oldest
    /// event held, without a gap.
    /// </param>
    /// <param name="limit">How much to read at most; always at least one event, if there is one.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="SseStoreException">The engine cannot be reached or does not answer.</exception>
    Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken);

    /// <summary>Reads the newest events, in order. The page has no gap, and nothing follows it.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back after each append to a topic by any node. Returns at once, and never throws. A topic may be watched several times: each
    /// watch has its own callback, and ends alone.
    /// </summary>
    /// <param name="topic">The name of the topic, which need not exist.</param>
    /// <param name="ring">
    /// The callback. It may be called without a reason, late, concurrently, or once for several appends. A call may be lost while the
    /// connection to the engine is, but then another one follows as soon as it is restored; also the first time that it is established,
    /// if that is after this method has returned.
    /// </param>
    /// <returns>Ends it when disposed of; a call that is on its way may follow. Disposing of it again does nothing.</returns>
    IDisposable Watch(string topic, Action ring);

    /// <summary>Asks which topics have news, in one request: in case that the doorbell is silent.</summary>
    /// <param name="lastIds">The topics, and for each the ID that its newest event had when it was read, or the floor of its page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The topics whose newest event may have another ID, also because events were lost.</returns>
    /// <exception cref="SseStoreException">The engine cannot be reached or does not answer.</exception>
    Task<IReadOnlyCollection<string>> CheckAsync(IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken);

    /// <summary>Removes all but the newest events of a topic.</summary>
    /// <param name="topic">The name of the topic, which need not exist.</param>
    /// <param name="maxEvents">How many events to keep, from 0.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SseStoreException">The engine cannot be reached or does not answer.</exception>
    Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken);
}
