using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>The decoder pulled: an event stream read from a <see cref="Stream"/>.</summary>
/// <remarks>
/// Common to both: nothing is read ahead of what the consumer asks for beyond one buffer of 16 KiB, so that a slow consumer slows
/// the sender. The stream is left open. Its end discards an unfinished event and completes (HTML 9.2.6). What the stream throws
/// passes through, as does <see cref="SseLimitExceededException"/>.
/// </remarks>
public static class SseReadingExtensions
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Reads events from a stream of <c>text/event-stream</c>.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels a pending read.</param>
    /// <returns>The events, once through: a second enumeration goes on where the stream then is, behind the buffer that the first has read.</returns>
    public static IAsyncEnumerable<SseEvent> ReadSseAsync(
        this Stream stream, SseParseOptions? options = null, CancellationToken cancellationToken = default) =>
        stream.ReadSseAsync(static view => view.ToEvent(), options, cancellationToken);

    /// <summary>Reads what a selector makes of each event, without a string between.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="selector">Called for each event, in order, when the consumer asks for it; what it throws passes through.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels a pending read.</param>
    /// <returns>The selector's values.</returns>
    public static IAsyncEnumerable<T> ReadSseAsync<T>(
        this Stream stream, SseSelector<T> selector, SseParseOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(selector);
        return ReadAsync(stream, selector, options, cancellationToken);
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream stream, SseSelector<T> selector, SseParseOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var decoder = new SseDecoder(options);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                var position = 0;
                while (decoder.TryReadEvent(buffer.AsSpan(0, count), ref position, selector, out var value))
                {
                    yield return value;
                }
            }
        }
        finally
        {
            decoder.Reset();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
