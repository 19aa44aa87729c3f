using System.Reactive.Disposables;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sse.Reactive;

/// <summary>From pushed to pulled, within bounds.</summary>
public static class SseBufferExtensions
{
    /// <summary>
    /// A bounded buffer between an observable and an <c>await foreach</c>. It never holds up the observable: for a source that cannot wait, such as
    /// one that several share. (A connection can: <see cref="SseAsyncEnumerable.Connect(string, SseOptions?)"/> needs no buffer, and lets the server wait.)
    /// </summary>
    /// <remarks>
    /// Each enumeration subscribes with a buffer of its own. At the source's end what is buffered comes first, then the completion or the error. Leaving
    /// the loop disposes of the subscription, and so does cancellation, at once; nothing more comes then. The consumer's code never runs on the thread that delivers.
    /// </remarks>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="source">The values.</param>
    /// <param name="capacity">How many values it holds; at least 1.</param>
    /// <param name="overflow">What happens to one more. Default: <see cref="SseOverflow.Fail{T}"/>.</param>
    /// <returns>The values, pulled.</returns>
    public static IAsyncEnumerable<T> ToAsyncEnumerable<T>(this IObservable<T> source, int capacity, SseOverflow<T>? overflow = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return Pulled(source, capacity, (overflow ?? SseOverflow<T>.Fail).Gap);
    }

    private static async IAsyncEnumerable<T> Pulled<T>(
        IObservable<T> source, int capacity, Func<long, T, T>? gap, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<Entry<T>>(new BoundedChannelOptions(capacity)
        {
            FullMode = gap is null ? BoundedChannelFullMode.Wait : BoundedChannelFullMode.DropOldest,
            SingleReader = true,
            SingleWriter = true,
        });
        using var input = new Input<T>(channel.Writer, capacity);
        using var closing = cancellationToken.UnsafeRegister(static input => ((Input<T>)input!).Dispose(), input);
        input.Start(source);

        var expected = 0L;
        await foreach (var entry in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Number != expected)
            {
                yield return gap!(entry.Number - expected, entry.Previous!);
                cancellationToken.ThrowIfCancellationRequested();
            }

            expected = entry.Number + 1;
            yield return entry.Value;
        }
    }

    /// <summary>Numbered, so that the reader sees what was dropped before it; with the value before it, since that is the last of those.</summary>
    private readonly record struct Entry<T>(long Number, T Value, T? Previous);

    private sealed class Input<T>(ChannelWriter<Entry<T>> writer, int capacity) : IObserver<T>, IDisposable
    {
        private readonly SingleAssignmentDisposable _subscription = new();
        private long _count;
        private T? _previous;

        public void Start(IObservable<T> source) => _subscription.Disposable = source.Subscribe(this);

        public void OnNext(T value)
        {
            if (!writer.TryWrite(new(_count++, value, _previous)))
            {
                OnError(new SseOverflowException(capacity));
                Dispose();
                return;
            }

            _previous = value;
        }

        public void OnError(Exception error) => writer.TryComplete(error);

        public void OnCompleted() => writer.TryComplete();

        public void Dispose() => _subscription.Dispose();
    }
}
