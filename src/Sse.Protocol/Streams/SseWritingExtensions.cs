namespace Sse.Protocol;

/// <summary>Writes an asynchronous sequence to a <see cref="Stream"/> as <c>text/event-stream</c>.</summary>
/// <remarks>
/// <para>
/// What the source has ready is written together, at most about 16 KiB at a time, and flushed before the source is waited for: an event is
/// never held back while the source is idle. At most one item is requested from the source while a write is pending, so that a slow stream
/// slows the source down.
/// </para>
/// <para>
/// Each call writes one stream from its start, with its own <see cref="SseEncoder"/>. To write single events, use an
/// <see cref="SseEncoder"/>. No heartbeats are sent: see the package Sse.Reactive.AspNetCore for a server.
/// </para>
/// </remarks>
public static class SseWritingExtensions
{
    /// <summary>Writes events until the source completes.</summary>
    /// <param name="stream">The stream. It is left open.</param>
    /// <param name="events">The events. Its enumerator is disposed before the task completes, however it completes.</param>
    /// <param name="cancellationToken">
    /// Passed to the source and to the stream's writes. Events that wait to be written are then dropped, and the task is cancelled.
    /// </param>
    /// <returns>
    /// A task that completes when the source has completed and everything is flushed. If the source fails, the events before the error are
    /// written first.
    /// </returns>
    /// <remarks>
    /// When a write fails while the source is being waited for, the source's token is cancelled and the task fails with the error of the
    /// write once the source has reacted: a source must observe its token.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// Through the task: a type or an ID holds CR, LF or U+0000, which no stream can carry. The events before it are written.
    /// </exception>
    /// <exception cref="OperationCanceledException">Through the task: the token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using Sse.Protocol;
    ///
    /// await using var file = File.Create("events.txt");
    /// await file.WriteSseAsync(Ticks());
    ///
    /// static async IAsyncEnumerable&lt;SseEvent&gt; Ticks()
    /// {
    ///     for (var i = 1; i &lt;= 3; i++)
    ///     {
    ///         yield return new SseEvent($"tick {i}", LastEventId: $"{i}");
    ///         await Task.Delay(1000);
    ///     }
    /// }
    /// </code>
    /// </example>
    public static Task WriteSseAsync(this Stream stream, IAsyncEnumerable<SseEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(events);
        return new EventStreamWriter(stream).WriteAsync(events, static (encoder, e, output) => encoder.Write(e, output), cancellationToken);
    }

    /// <summary>Writes frames (events, comments, reconnection times, IDs) until the source completes.</summary>
    /// <remarks>As <see cref="WriteSseAsync(Stream, IAsyncEnumerable{SseEvent}, CancellationToken)"/>.</remarks>
    /// <param name="stream">The stream. It is left open.</param>
    /// <param name="frames">The frames.</param>
    /// <param name="cancellationToken">Passed to the source and to the stream's writes. The task is then cancelled.</param>
    /// <returns>A task that completes when the source has completed and everything is flushed.</returns>
    /// <exception cref="ArgumentException">
    /// Through the task: no stream can carry the frame, see <see cref="SseEncoder.Write(SseFrame, System.Buffers.IBufferWriter{byte})"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">Through the task: the token was cancelled.</exception>
    public static Task WriteSseAsync(this Stream stream, IAsyncEnumerable<SseFrame> frames, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(frames);
        return new EventStreamWriter(stream).WriteAsync(frames, static (encoder, f, output) => encoder.Write(f, output), cancellationToken);
    }
}
