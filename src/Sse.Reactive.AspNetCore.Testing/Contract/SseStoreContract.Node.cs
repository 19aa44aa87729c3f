namespace Sse.Reactive.AspNetCore.Testing;

/// <content>A store in use.</content>
public abstract partial class SseStoreContract
{
    /// <summary>
    /// A store as a node uses it. What it throws or returns against its contract, and what it does not return in time, is an
    /// <see cref="SseStoreContractException"/>.
    /// </summary>
    private sealed class Node(SseStoreContract contract, ISseStore store)
    {
        private IAsyncDisposable? _cut;
        private bool _mayFail;

        public string Name => store.Name;

        public async Task<IReadOnlyList<string>> AppendEventsAsync(string topic, SsePublishedEvent[] events)
        {
            var ids = await RequestAsync(
                nameof(ISseStore.AppendAsync), () => store.AppendAsync(topic, events, CancellationToken.None)).ConfigureAwait(false);
            contract.Expect(
                ids?.Count == events.Length && ids.All(id => id is not null),
                $"AppendAsync to return an ID for each of {events.Length} events",
                ids is null ? "null" : $"{ids.Count(id => id is not null)}",
                "it returns the ID of the last event only");
            return ids!;
        }

        public Task<IReadOnlyList<string>> AppendAsync(string topic, params string[] data) =>
            AppendEventsAsync(topic, [.. data.Select(d => new SsePublishedEvent(new(d)))]);

        /// <summary>Appends numbers from 1, one by one.</summary>
        public async Task<string[]> AppendNumbersAsync(string topic, int count, int from = 1)
        {
            var ids = new string[count];
            for (var i = 0; i < count; i++)
            {
                ids[i] = (await AppendAsync(topic, $"{from + i}").ConfigureAwait(false))[0];
            }

            return ids;
        }

        public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit? limit = null) =>
            PageAsync(nameof(ReadAsync), () => store.ReadAsync(topic, after, limit ?? All, CancellationToken.None));

        public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit? limit = null) =>
            PageAsync(nameof(ReadLatestAsync), () => store.ReadLatestAsync(topic, limit ?? All, CancellationToken.None));

        public async Task<IReadOnlyCollection<string>> CheckAsync(IReadOnlyDictionary<string, string> lastIds)
        {
            var topics = await RequestAsync(
                nameof(CheckAsync), () => store.CheckAsync(lastIds, CancellationToken.None)).ConfigureAwait(false);
            contract.Expect(topics is not null, "CheckAsync to return topics", "null", "null stands for no news");
            return topics!;
        }

        public async Task TrimAsync(string topic, int maxEvents) => await RequestAsync(nameof(TrimAsync), async () =>
        {
            await store.TrimAsync(topic, maxEvents, CancellationToken.None).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

        /// <param name="topic">The name of the topic.</param>
        /// <param name="name">What to call the watch in messages: <c>the first watch</c>.</param>
        public async Task<Bell> WatchAsync(string topic, string name = "the watch")
        {
            var bell = new Bell(contract, this, topic, name);
            bell.IsWatch(await RequestAsync(
                nameof(ISseStore.Watch), () => Task.FromResult(store.Watch(topic, bell.Ring))).ConfigureAwait(false));
            return bell;
        }

        /// <summary>Ends a watch.</summary>
        public async Task EndAsync(IDisposable watch) => await RequestAsync("Dispose of what Watch returns", () =>
        {
            watch.Dispose();
            return Task.FromResult(true);
        }).ConfigureAwait(false);

        /// <returns>Whether the test can cut its connections.</returns>
        public async Task<bool> CutAsync()
        {
            _cut = await contract.WithinDeadlineAsync(contract.CutAsync(store), nameof(CutAsync)).ConfigureAwait(false);
            return _mayFail = _cut is not null;
        }

        /// <summary>Requests may fail thereafter, until the store has noticed.</summary>
        public async Task RestoreAsync()
        {
            if (_cut is { } cut)
            {
                _cut = null;
                await cut.DisposeAsync().ConfigureAwait(false);
            }
        }

        public async Task CloseAsync()
        {
            await RestoreAsync().ConfigureAwait(false);
            await RequestAsync(nameof(IAsyncDisposable.DisposeAsync), async () =>
            {
                await store.DisposeAsync().ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }

        private async Task<SsePage> PageAsync(string method, Func<Task<SsePage>> request)
        {
            var page = await RequestAsync(method, request).ConfigureAwait(false);
            if (page is not { Events: not null, Floor: not null })
            {
                throw contract.Failure(
                    $"{method} to return a page with events and a floor",
                    page is null ? "null" : "null in the page",
                    "null stands for a topic that does not exist, or for its floor");
            }

            contract.Expect(
                page.Events.Count > 0 || !page.HasMore,
                $"a page of {method} to have at least one event if there are more",
                Show(page),
                "the first event of a page is left out if it exceeds the size of the page");
            return page;
        }

        private async Task<T> RequestAsync<T>(string method, Func<Task<T>> request)
        {
            var isCut = _cut is not null;
            var state = isCut ? " while the engine cannot be reached" : "";
            var task = Task.Run(request); // it may block
            try
            {
                return await task.WaitAsync(contract.Deadline).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                throw contract.Failure(
                    $"{method} to return or to fail within {Seconds(contract.Deadline)}{state}",
                    "that it does neither",
                    isCut ? "a request waits until the connection is restored; give it a timeout" : "it waits for a lock, or for itself");
            }
            catch (SseStoreException) when (_mayFail)
            {
                throw;
            }
            catch (Exception error)
            {
                throw contract.Failure(
                    isCut ? $"{method} to throw {nameof(SseStoreException)}{state}"
                        : _mayFail ? $"{method} to succeed, or to throw {nameof(SseStoreException)}, after the connection was restored"
                        : $"{method} to succeed",
                    $"{error.GetType().Name} ({error.Message})",
                    _mayFail
                        ? $"an exception of the engine's driver is passed on; throw {nameof(SseStoreException)} with it inside"
                        : "see the inner exception",
                    error);
            }
        }
    }
}
