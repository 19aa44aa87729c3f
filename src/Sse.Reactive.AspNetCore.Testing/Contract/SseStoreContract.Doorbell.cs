namespace Sse.Reactive.AspNetCore.Testing;

/// <content>The doorbell, and engines that cannot be reached.</content>
public abstract partial class SseStoreContract
{
    private async Task Rings_for_appends_of_another_node()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        await using var other = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        using var bell = new Bell();
        using var watch = store.Watch(topic, bell.Ring);

        for (var i = 0; i < 10; i++)
        {
            // As a node, it reads as soon as the bell rings. A bell that rings before the event can be read is not enough.
            var reading = WaitForEventAsync(store, topic, bell, i + 1);
            await AppendAsync(i % 2 == 0 ? other : store, topic, "x").ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>The last event is appended while the connection is cut, and nothing follows.</summary>
    private async Task Rings_after_its_connection_was_restored()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        await using var other = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        using var bell = new Bell();
        using var watch = store.Watch(topic, bell.Ring);
        await AppendAsync(other, topic, "x").ConfigureAwait(false);
        await WaitForEventAsync(store, topic, bell, 1).ConfigureAwait(false);

        if (await CutAsync(store).ConfigureAwait(false) is not { } cut)
        {
            return;
        }

        await AppendAsync(other, topic, "x").ConfigureAwait(false);
        await cut.DisposeAsync().ConfigureAwait(false);
        await WaitForEventAsync(store, topic, bell, 2).ConfigureAwait(false);
    }

    private async Task Names_the_topics_that_have_news()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        await using var other = await OpenAsync().ConfigureAwait(false);
        string[] topics = [NewTopic(), NewTopic(), NewTopic(), NewTopic()];
        var lastIds = new Dictionary<string, string>();
        await AppendNumbersAsync(other, topics[0], 2).ConfigureAwait(false);
        await AppendNumbersAsync(other, topics[1], 2).ConfigureAwait(false);
        foreach (var topic in topics)
        {
            var page = await store.ReadLatestAsync(topic, All, CancellationToken.None).ConfigureAwait(false);
            lastIds[topic] = page.Events is [.., var last] ? last.Value.LastEventId : page.Floor;
        }

        ExpectEqual(string.Join(' ', await CheckAsync().ConfigureAwait(false)), "", "the topics with news");
        await AppendNumbersAsync(other, topics[1], 1).ConfigureAwait(false);
        await AppendNumbersAsync(other, topics[2], 1).ConfigureAwait(false);
        ExpectEqual(string.Join(' ', await CheckAsync().ConfigureAwait(false)), $"{topics[1]} {topics[2]}", "the topics with news");

        async Task<IEnumerable<string>> CheckAsync() =>
            (await store.CheckAsync(lastIds, CancellationToken.None).ConfigureAwait(false)).Order(StringComparer.Ordinal);
    }

    private async Task Creates_nothing_for_readers()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();

        using (store.Watch(topic, static () => { }))
        {
            await ReadAsync(store, topic, "").ConfigureAwait(false);
            await ReadAsync(store, topic, "1").ConfigureAwait(false);
            await store.ReadLatestAsync(topic, All, CancellationToken.None).ConfigureAwait(false);
            await store.CheckAsync(new Dictionary<string, string> { [topic] = "1" }, CancellationToken.None).ConfigureAwait(false);
            await store.TrimAsync(topic, 1, CancellationToken.None).ConfigureAwait(false);
            Expect(await ExistsAsync(topic).ConfigureAwait(false) != true, "reading and watching a topic does not create it");
        }

        await AppendNumbersAsync(store, topic, 1).ConfigureAwait(false);
        Expect(await ExistsAsync(topic).ConfigureAwait(false) != false, "appending to a topic creates it");
    }

    private async Task Fails_with_a_typed_error_while_unreachable()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        await AppendNumbersAsync(store, topic, 1).ConfigureAwait(false);
        if (await CutAsync(store).ConfigureAwait(false) is not { } cut)
        {
            return;
        }

        await ExpectFailureAsync(AppendAsync(store, topic, "x"), nameof(ISseStore.AppendAsync)).ConfigureAwait(false);
        await ExpectFailureAsync(ReadAsync(store, topic, ""), nameof(ISseStore.ReadAsync)).ConfigureAwait(false);
        await ExpectFailureAsync(
            store.ReadLatestAsync(topic, All, CancellationToken.None), nameof(ISseStore.ReadLatestAsync)).ConfigureAwait(false);
        await ExpectFailureAsync(
            store.CheckAsync(new Dictionary<string, string> { [topic] = "1" }, CancellationToken.None), nameof(ISseStore.CheckAsync))
            .ConfigureAwait(false);
        await cut.DisposeAsync().ConfigureAwait(false);

        async Task ExpectFailureAsync(Task task, string method)
        {
            try
            {
                await task.ConfigureAwait(false);
            }
            catch (SseStoreException error)
            {
                ExpectEqual(error.Store, store.Name, "the store that the exception names");
                return;
            }

            Expect(false, $"{method} fails while the engine cannot be reached");
        }
    }

    /// <summary>Waits, as a node does, until the bell has led to an event.</summary>
    private static async Task WaitForEventAsync(ISseStore store, string topic, Bell bell, int count)
    {
        do
        {
            await bell.WaitAsync().ConfigureAwait(false); // the deadline of the check ends it
        }
        while (await CountAsync().ConfigureAwait(false) < count);

        async Task<int> CountAsync()
        {
            try
            {
                return (await ReadAsync(store, topic, "").ConfigureAwait(false)).Events.Count;
            }
            catch (SseStoreException) // its connections are being restored
            {
                return 0;
            }
        }
    }

    private sealed class Bell : IDisposable
    {
        private readonly SemaphoreSlim _rings = new(0);

        public void Ring() => _rings.Release();

        public Task WaitAsync() => _rings.WaitAsync();

        public void Dispose() => _rings.Dispose();
    }
}
