using System.Threading.Channels;

namespace Sse.Reactive.AspNetCore.Testing;

/// <content>A watch of a topic.</content>
public abstract partial class SseStoreContract
{
    private sealed class Bell(SseStoreContract contract, Node node, string topic, string name)
    {
        private readonly Channel<bool> _rings =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        private IDisposable? _watch;
        private int _count;

        /// <summary>How often it has rung.</summary>
        public int Count => Volatile.Read(ref _count);

        /// <summary>What was read last, after a ring.</summary>
        public SsePage? Latest { get; private set; }

        public void IsWatch(IDisposable watch) => _watch = watch;

        public void Ring()
        {
            Interlocked.Increment(ref _count);
            _rings.Writer.TryWrite(true);
        }

        /// <summary>
        /// Waits, as a node does, until the bell has led to an event. A bell that rings before it can be read is not enough.
        /// </summary>
        /// <param name="number">How many events the topic has then.</param>
        /// <param name="cause">Why it must ring, to follow "after".</param>
        /// <param name="mistake">The mistake if it never rings.</param>
        public async Task WaitForEventAsync(int number, string cause, string mistake)
        {
            var (rings, events, isReading) = (0, 0, false);
            var waiting = WaitAsync();
            try
            {
                await waiting.WaitAsync(contract.Deadline).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!waiting.IsCompleted)
            {
                throw contract.Failure(
                    $"{name} to ring after {cause}, once the event can be read, within {Seconds(contract.Deadline)}",
                    rings == 0 ? "no ring"
                        : isReading ? "a ring, but ReadAsync does not return thereafter"
                        : $"the last ring when {events} of {number} events could be read, and none thereafter",
                    rings == 0 ? mistake
                        : isReading ? "ReadAsync waits for a lock that is held while it rings"
                        : $"it rings before the append is committed; or {mistake}");
            }

            async Task WaitAsync()
            {
                do
                {
                    await _rings.Reader.ReadAsync().ConfigureAwait(false);
                    (rings, isReading) = (rings + 1, true);
                    (events, isReading) = (await CountEventsAsync().ConfigureAwait(false), false);
                }
                while (events < number);
            }
        }

        public Task EndAsync() => _watch is null ? Task.CompletedTask : node.EndAsync(_watch);

        private async Task<int> CountEventsAsync()
        {
            try
            {
                Latest = await node.ReadAsync(topic, "").ConfigureAwait(false);
                return Latest.Events.Count;
            }
            catch (SseStoreException) // its connections are being restored
            {
                return 0;
            }
        }
    }
}
