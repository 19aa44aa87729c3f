namespace Sse.Reactive.AspNetCore.Testing;

/// <summary>
/// What every <see cref="ISseStore"/> must guarantee. Derive from it, and run each of its <see cref="Rules"/> as a test, in any test
/// framework.
/// </summary>
/// <remarks>
/// <para>Each check uses topics with random names, so that the engine may be shared and need not be emptied. The checks may run
/// concurrently, each on an object of its own.</para>
/// <para>They cannot see a watch that was disposed of and is silent, but still takes memory, nor memory that is kept for names.</para>
/// </remarks>
/// <example>
/// <code>
/// [TestCaseSource(typeof(SseStoreContract), nameof(SseStoreContract.Rules))]
/// public Task Keeps_the_contract(string rule) => new MyStoreContract().CheckAsync(rule);
///
/// public class MyStoreContract : SseStoreContract
/// {
///     protected override Task&lt;ISseStore&gt; OpenAsync() => Task.FromResult&lt;ISseStore&gt;(new MyStore(connectionString));
/// }
/// </code>
/// </example>
public abstract partial class SseStoreContract
{
    private static readonly SsePageLimit All = new(100_000, int.MaxValue);

    private static readonly Dictionary<string, Func<SseStoreContract, Task>> Checks = new()
    {
        [nameof(Is_empty_at_first)] = c => c.Is_empty_at_first(),
        [nameof(Returns_everything_of_an_event)] = c => c.Returns_everything_of_an_event(),
        [nameof(Says_when_events_were_stored)] = c => c.Says_when_events_were_stored(),
        [nameof(Assigns_short_unique_IDs)] = c => c.Assigns_short_unique_IDs(),
        [nameof(Reads_what_another_node_has_appended)] = c => c.Reads_what_another_node_has_appended(),
        [nameof(Reads_pages_that_exclude_their_floor)] = c => c.Reads_pages_that_exclude_their_floor(),
        [nameof(Limits_the_size_of_pages)] = c => c.Limits_the_size_of_pages(),
        [nameof(Reads_the_latest_events)] = c => c.Reads_the_latest_events(),
        [nameof(Keeps_the_events_of_an_append_together)] = c => c.Keeps_the_events_of_an_append_together(),
        [nameof(Shows_every_reader_a_prefix_of_one_order)] = c => c.Shows_every_reader_a_prefix_of_one_order(),
        [nameof(Keeps_topics_apart)] = c => c.Keeps_topics_apart(),
        [nameof(Reports_expired_events)] = c => c.Reports_expired_events(),
        [nameof(Resumes_at_the_boundary_of_a_trim)] = c => c.Resumes_at_the_boundary_of_a_trim(),
        [nameof(Reports_a_trim_between_two_pages)] = c => c.Reports_a_trim_between_two_pages(),
        [nameof(Keeps_positions_when_all_events_are_removed)] = c => c.Keeps_positions_when_all_events_are_removed(),
        [nameof(Reports_unknown_IDs)] = c => c.Reports_unknown_IDs(),
        [nameof(Reports_events_that_were_lost)] = c => c.Reports_events_that_were_lost(),
        [nameof(Rings_for_appends_of_another_node)] = c => c.Rings_for_appends_of_another_node(),
        [nameof(Rings_every_watch_of_a_topic)] = c => c.Rings_every_watch_of_a_topic(),
        [nameof(Rings_no_more_for_a_watch_that_was_disposed_of)] = c => c.Rings_no_more_for_a_watch_that_was_disposed_of(),
        [nameof(Rings_after_its_connection_was_restored)] = c => c.Rings_after_its_connection_was_restored(),
        [nameof(Names_the_topics_that_have_news)] = c => c.Names_the_topics_that_have_news(),
        [nameof(Creates_nothing_for_readers)] = c => c.Creates_nothing_for_readers(),
        [nameof(Fails_with_a_typed_error_while_unreachable)] = c => c.Fails_with_a_typed_error_while_unreachable(),
    };

    private readonly string _prefix = Guid.NewGuid().ToString("N");
    private readonly List<Node> _nodes = [];
    private string _rule = "";
    private int _topics;

    /// <summary>The rules, to be checked one by one.</summary>
    public static IEnumerable<string> Rules => Checks.Keys;

    /// <summary>How long the store may take for a request, and for a call of the doorbell. Default: 30 s.</summary>
    protected virtual TimeSpan Deadline => TimeSpan.FromSeconds(30);

    /// <summary>Checks a rule.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <exception cref="SseStoreContractException">
    /// The store breaks the rule, also by an exception, or by not answering. An exception of a method that you override is not changed.
    /// </exception>
    public async Task CheckAsync(string rule)
    {
        _rule = rule;
        _nodes.Clear();
        try
        {
            await Checks[rule](this).ConfigureAwait(false);
        }
        catch
        {
            // What the rule has found says more than what follows from it.
            await Task.WhenAll(_nodes.Select(node => node.CloseAsync()))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await Task.WhenAll(_nodes.Select(node => node.CloseAsync())).ConfigureAwait(false);
    }

    /// <summary>Opens the store, as another node of the application would. The check disposes of it.</summary>
    protected abstract Task<ISseStore> OpenAsync();

    /// <summary>
    /// Cuts the connections of a store to its engine, which others still reach, and keeps them cut until the returned object is disposed
    /// of.
    /// </summary>
    /// <param name="store">A store that <see cref="OpenAsync"/> has opened.</param>
    /// <returns><see langword="null"/> if it has no connections; the rules about them are then not checked. Default.</returns>
    protected virtual Task<IAsyncDisposable?> CutAsync(ISseStore store) => Task.FromResult<IAsyncDisposable?>(null);

    /// <summary>Makes the engine lose the newest events of a topic, as if it continued from a backup.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="events">How many events.</param>
    /// <returns>Whether it can; otherwise the rule about it is not checked. Default: <see langword="false"/>.</returns>
    protected virtual Task<bool> LoseLatestAsync(string topic, int events) => Task.FromResult(false);

    /// <summary>Asks the engine whether it has anything of a topic.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <returns>The answer; <see langword="null"/> if it cannot say, then the rule about it is not checked. Default.</returns>
    protected virtual Task<bool?> ExistsAsync(string topic) => Task.FromResult<bool?>(null);

    private async Task<Node> OpenNodeAsync()
    {
        var node = new Node(this, await WithinDeadlineAsync(OpenAsync(), nameof(OpenAsync)).ConfigureAwait(false));
        _nodes.Add(node);
        return node;
    }

    /// <summary>Awaits a method of the test itself.</summary>
    private async Task<T> WithinDeadlineAsync<T>(Task<T> task, string method)
    {
        try
        {
            return await task.WaitAsync(Deadline).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Failure(
                $"{method} of the test to return within {Seconds(Deadline)}", "that it does not", "the engine of the test does not answer");
        }
    }

    private string NewTopic() => $"{_prefix}/{++_topics} größe";
}
