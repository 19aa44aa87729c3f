using System.Reactive.Disposables;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sse.Reactive;

/// <summary>
/// The buffer between an observable and one enumeration: a channel that fails, or drops the oldest value, when it is full.
/// </summary>
internal sealed class BoundedBuffer<T>(ChannelWriter<BoundedBuffer<T>.Entry> writer, int capacity) : IObserver<T>, IDisposable
{
    private readonly SingleAssignmentDisposable _subscription = new();
    private long _count;
    private T? _previous;

    /// <param name="source">The values.</param>
    /// <param name="capacity">How many values the buffer holds.</param>
    /// <param name="gap">Reports dropped values; <see langword="null"/> to fail instead of dropping any.</param>
    /// <param name="cancellationToken">The enumeration's token.</param>
    public static async IAsyncEnumerable<T> ReadAsync(
        IObservable<T> source, int capacity, Func<long, T, T>? gap, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<Entry>(new BoundedChannelOptions(capacity)
        {
            FullMode = gap is null ? BoundedChannelFullMode.Wait : BoundedChannelFullMode.DropOldest,
            SingleReader = true,
            SingleWriter = true,
        });
        using var buffer = new BoundedBuffer<T>(channel.Writer, capacity);
        using var closing = cancellationToken.UnsafeRegister(static buffer => ((BoundedBuffer<T>)buffer!).Dispose(), buffer);
        buffer._subscription.Disposable = source.Subscribe(buffer);

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

    /// <summary>
    /// A value with its number, so that the reader notices dropped values, and the value before it: the last one dropped.
    /// </summary>
    public readonly record struct Entry(long Number, T Value, T? Previous);
}
