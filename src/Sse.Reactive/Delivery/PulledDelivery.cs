using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary><see cref="Delivery{T, TProjection}"/>, pulled: decodes on when the consumer asks for more.</summary>
internal static class PulledDelivery
{
    public static async IAsyncEnumerable<T> Pull<T, TProjection>(
        Func<IConnector> newConnector,
        SseOptions options,
        Func<SseOptions, TProjection> newProjection,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TProjection : struct, IProjection<T>
    {
        options = await CheckpointLoader.LoadAsync(options, cancellationToken).ConfigureAwait(false);
        var projection = newProjection(options);
        using var session = new ClientSession(newConnector(), options) { DeliversAllFrames = projection.WantsAllFrames };
        var items = Retry.WithDelay(session.Pull, session.NextDelay, session.Scheduler);
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (item.Signal is { } signal)
            {
                if (projection.TryProject(signal, out var value))
                {
                    yield return value;
                    cancellationToken.ThrowIfCancellationRequested();
                }

                continue;
            }

            var position = 0;
            while (TryRead<T, TProjection>(session, item.Chunk.Span, ref position, ref projection, out var value))
            {
                yield return value;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>
    /// Continues reading a chunk at a position, which it advances: an iterator cannot keep a span between two values.
    /// </summary>
    /// <returns>Whether there is a value. If not, the chunk has been read to its end.</returns>
    private static bool TryRead<T, TProjection>(
        ClientSession session, ReadOnlySpan<byte> chunk, ref int position, ref TProjection projection, out T value)
        where TProjection : struct, IProjection<T>
    {
        try
        {
            var rest = chunk[position..];
            while (session.Decoder.TryRead(ref rest, out var frame))
            {
                position = chunk.Length - rest.Length;
                session.ReportDispatched(frame);
                if (projection.TryProject(frame, out value))
                {
                    return true;
                }
            }
        }
        catch (Exception error)
        {
            session.ReportFailed(error);
            throw;
        }

        value = default!;
        return false;
    }
}
