using System.Buffers;

namespace Sse.Protocol;

/// <summary>
/// Writes one asynchronous sequence to a stream: encodes what the source has ready, and flushes it before waiting for more.
/// </summary>
internal sealed class EventStreamWriter(Stream stream)
{
    private const int BatchBytes = 16 * 1024;
    private const int MaxKeptBytes = 64 * 1024;

    private readonly SseEncoder _encoder = new();
    private ArrayBufferWriter<byte> _output = new();
    private bool _isWriting;

    public async Task WriteAsync<T>(
        IAsyncEnumerable<T> source, Action<SseEncoder, T, IBufferWriter<byte>> encode, CancellationToken cancellationToken)
    {
        using var sourceCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = source.GetAsyncEnumerator(sourceCancellation.Token);
        await using (items.ConfigureAwait(false))
        {
            try
            {
                while (true)
                {
                    var next = items.MoveNextAsync();
                    var hasItem = next.IsCompleted
                        ? await next.ConfigureAwait(false)
                        : await FlushWhileWaitingAsync(next, sourceCancellation, cancellationToken).ConfigureAwait(false);
                    if (!hasItem)
                    {
                        break;
                    }

                    encode(_encoder, items.Current, _output);
                    if (_output.WrittenCount >= BatchBytes)
                    {
                        await FlushAsync(cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            catch when (!_isWriting && !cancellationToken.IsCancellationRequested)
            {
                // The source or the encoder failed: what came before is written all the same.
                await FlushAsync(cancellationToken).ConfigureAwait(false);
                throw;
            }

            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Flushes while the source is waited for. If that fails, ends the wait first: an enumerator must not be disposed while it moves.
    /// </summary>
    /// <returns>What the wait returned.</returns>
    private async ValueTask<bool> FlushWhileWaitingAsync(
        ValueTask<bool> next, CancellationTokenSource sourceCancellation, CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            try
            {
                sourceCancellation.Cancel();
                await next.ConfigureAwait(false);
            }
            catch
            {
                // The error of the write is the one to report.
            }

            throw;
        }

        return await next.ConfigureAwait(false);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_output.WrittenCount == 0)
        {
            return;
        }

        _isWriting = true;
        await stream.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _isWriting = false;
        if (_output.WrittenCount > MaxKeptBytes)
        {
            _output = new(); // does not keep the memory of a large event
        }

        _output.ResetWrittenCount();
    }
}
