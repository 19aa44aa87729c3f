namespace Sse.Reactive.AspNetCore.Testing;

/// <content>The doorbell, and engines that cannot be reached.</content>
public abstract partial class SseStoreContract
{
    private async Task Rings_for_appends_of_another_node()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var bell = await store.WatchAsync(topic).ConfigureAwait(false);

        for (var i = 1; i <= 10; i++)
        {
            // As a node, it reads as soon as the bell rings.
            var isOwn = i % 2 == 0;
            var reading = bell.WaitForEventAsync(
                i,
                $"append {i} of 10, which {(isOwn ? "the same store" : "another store, as of another node,")} has made",
                isOwn
                    ? "a store does not ring for its own appends, or only once"
                    : "a store rings for its own appends only, or never");
            await (isOwn ? store : other).AppendAsync(topic, "x").ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task Rings_every_watch_of_a_topic()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var first = await store.WatchAsync(topic, "the first of two watches of a topic").ConfigureAwait(false);
        var second = await store.WatchAsync(topic, "the second of two watches of a topic").ConfigureAwait(false);

        for (var i = 1; i <= 3; i++)
        {
            await other.AppendAsync(topic, "x").ConfigureAwait(false);
            await first.WaitForEventAsync(i, $"append {i}", "a second watch of a topic replaces the first").ConfigureAwait(false);
            await second.WaitForEventAsync(i, $"append {i}", "a second watch of a topic is ignored").ConfigureAwait(false);
        }

        await first.EndAsync().ConfigureAwait(false);
        await first.EndAsync().ConfigureAwait(false); // as of any IDisposable, it does nothing
        for (var i = 4; i <= 6; i++)
        {
            await other.AppendAsync(topic, "x").ConfigureAwait(false);
            await second.WaitForEventAsync(
                i,
                $"append {i}, when the first had been disposed of, twice",
                "disposing of a watch ends all watches of its topic, or counts down twice").ConfigureAwait(false);
        }
    }

    private async Task Rings_no_more_for_a_watch_that_was_disposed_of()
    {
        const int Appends = 10;
        const int Late = 3; // rings that may have been on their way

        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ended = await store.WatchAsync(topic).ConfigureAwait(false);
        await other.AppendAsync(topic, "x").ConfigureAwait(false);
        await ended.WaitForEventAsync(1, "an append of another store", "the doorbell is silent").ConfigureAwait(false);
        await ended.EndAsync().ConfigureAwait(false);
        var rings = ended.Count;

        // When this one has rung for an append, so has the other, for that append or the one before, if it still does.
        var next = await store.WatchAsync(topic, "a watch that began after the only other one of its topic was disposed of")
            .ConfigureAwait(false);
        for (var i = 2; i <= Appends + 1; i++)
        {
            await other.AppendAsync(topic, "x").ConfigureAwait(false);
            await next.WaitForEventAsync(
                i, $"append {i}", "a topic is not listened to any more after its last watch was disposed of").ConfigureAwait(false);
        }

        Expect(
            ended.Count - rings <= Late,
            $"a watch that was disposed of to ring no more, except for at most {Late} rings that were on their way",
            $"{ended.Count - rings} rings for {Appends} appends",
            "Dispose of what Watch returns does not remove the callback");
    }

    /// <summary>The last event is appended while the connection is cut, and nothing follows at first.</summary>
    private async Task Rings_after_its_connection_was_restored()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        string[] topics = [NewTopic(), NewTopic()];
        var bell = await store.WatchAsync(topics[0]).ConfigureAwait(false);
        await other.AppendAsync(topics[0], "1").ConfigureAwait(false);
        await bell.WaitForEventAsync(1, "an append of another store", "the doorbell is silent").ConfigureAwait(false);

        if (!await store.CutAsync().ConfigureAwait(false))
        {
            return;
        }

        var late = await store.WatchAsync(topics[1], "a watch that began while the connection was cut").ConfigureAwait(false);
        await other.AppendAsync(topics[0], "2").ConfigureAwait(false);
        await other.AppendAsync(topics[1], "2").ConfigureAwait(false);
        await store.RestoreAsync().ConfigureAwait(false);
        const string Restored = "the connection was restored, because of an append of another store while it was cut";
        await bell.WaitForEventAsync(
            2,
            Restored,
            "what the engine has said while the connection was cut is lost; ring for every topic that is watched once it listens again")
            .ConfigureAwait(false);
        await late.WaitForEventAsync(1, Restored, "a watch that begins while there is no connection is forgotten").ConfigureAwait(false);
        for (var i = 3; i <= 4; i++)
        {
            foreach (var topic in topics)
            {
                await other.AppendAsync(topic, $"{i}").ConfigureAwait(false);
            }

            var cause = $"append {i}, which came after the connection was restored";
            const string Deaf = "the new connection does not listen: it rings once, and never again";
            await bell.WaitForEventAsync(i, cause, Deaf).ConfigureAwait(false);
            await late.WaitForEventAsync(i - 1, cause, Deaf).ConfigureAwait(false);
        }

        ExpectPage(
            bell.Latest!,
            "1 2 3 4",
            "all that is read after the connection was restored",
            "it reads again what it had read before the cut");
    }

    private async Task Names_the_topics_that_have_news()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        string[] topics = [NewTopic(), NewTopic(), NewTopic(), NewTopic()];
        var lastIds = new Dictionary<string, string>();
        await other.AppendNumbersAsync(topics[0], 2).ConfigureAwait(false);
        await other.AppendNumbersAsync(topics[1], 2).ConfigureAwait(false);
        foreach (var topic in topics)
        {
            var page = await store.ReadLatestAsync(topic).ConfigureAwait(false);
            lastIds[topic] = page.Events is [.., var last] ? last.Value.LastEventId : page.Floor;
        }

        await ExpectNewsAsync(
            "when nothing was appended since they were read",
            [],
            "the floor of a topic without events, or the ID of its newest event, is not what CheckAsync compares with")
            .ConfigureAwait(false);
        await other.AppendNumbersAsync(topics[1], 1).ConfigureAwait(false);
        await other.AppendNumbersAsync(topics[2], 1).ConfigureAwait(false);
        await ExpectNewsAsync(
            "after an append to topic 2, which has events, and to topic 3, which had none,",
            [2, 3],
            "only topics that exist are compared, or not those that were empty").ConfigureAwait(false);

        async Task ExpectNewsAsync(string when, int[] expected, string mistake)
        {
            var news = await store.CheckAsync(lastIds).ConfigureAwait(false);
            ExpectEqual(
                Join(news.Select(topic => Array.IndexOf(topics, topic) + 1)),
                Join(expected),
                $"the topics of 4 that have news {when}",
                mistake);
        }

        static string Join(IEnumerable<int> topics) => topics.Any() ? string.Join(", ", topics.Order()) : "none";
    }

    private async Task Creates_nothing_for_readers()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();

        (string Name, Func<Task> Run)[] requests =
        [
            (nameof(ISseStore.Watch), () => store.WatchAsync(topic)),
            ("ReadAsync from the oldest event", () => store.ReadAsync(topic, "")),
            ("ReadAsync after an ID", () => store.ReadAsync(topic, "1")),
            (nameof(ISseStore.ReadLatestAsync), () => store.ReadLatestAsync(topic)),
            (nameof(ISseStore.CheckAsync), () => store.CheckAsync(new Dictionary<string, string> { [topic] = "1" })),
            (nameof(ISseStore.TrimAsync), () => store.TrimAsync(topic, 1)),
        ];
        foreach (var (name, run) in requests)
        {
            await run().ConfigureAwait(false);
            Expect(
                await ExistsAsync().ConfigureAwait(false) != true,
                $"nothing in the engine after {name} of a topic without events",
                "something of the topic (ExistsAsync of the test)",
                "a topic is created when it is first used; any name that a client sends would be kept");
        }

        await store.AppendNumbersAsync(topic, 1).ConfigureAwait(false);
        Expect(
            await ExistsAsync().ConfigureAwait(false) != false,
            "something in the engine after an append to a topic",
            "nothing of the topic (ExistsAsync of the test)",
            "ExistsAsync of the test looks for another name");

        Task<bool?> ExistsAsync() => WithinDeadlineAsync(this.ExistsAsync(topic), nameof(SseStoreContract.ExistsAsync));
    }

    private async Task Fails_with_a_typed_error_while_unreachable()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        await store.AppendNumbersAsync(topic, 1).ConfigureAwait(false);
        if (!await store.CutAsync().ConfigureAwait(false))
        {
            return;
        }

        await ExpectFailureAsync(nameof(ISseStore.AppendAsync), () => store.AppendAsync(topic, "x")).ConfigureAwait(false);
        await ExpectFailureAsync(nameof(ISseStore.ReadAsync), () => store.ReadAsync(topic, "")).ConfigureAwait(false);
        await ExpectFailureAsync(nameof(ISseStore.ReadLatestAsync), () => store.ReadLatestAsync(topic)).ConfigureAwait(false);
        await ExpectFailureAsync(
            nameof(ISseStore.CheckAsync), () => store.CheckAsync(new Dictionary<string, string> { [topic] = "1" })).ConfigureAwait(false);
        await ExpectFailureAsync(nameof(ISseStore.TrimAsync), () => store.TrimAsync(topic, 0)).ConfigureAwait(false);
        await store.RestoreAsync().ConfigureAwait(false);

        async Task ExpectFailureAsync(string method, Func<Task> request)
        {
            try
            {
                await request().ConfigureAwait(false);
            }
            catch (SseStoreException error)
            {
                ExpectEqual(
                    error.Store,
                    store.Name,
                    $"Store of the {nameof(SseStoreException)} of {method}",
                    "the exception has another name than the store");
                return;
            }

            throw Failure(
                $"{method} to throw {nameof(SseStoreException)} while the engine cannot be reached",
                "that it succeeds",
                "it answers from memory, or keeps the request until the connection is restored; or CutAsync of the test cuts nothing");
        }
    }
}
