using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Parses observables of byte chunks into events or frames.</summary>
/// <remarks>
/// <para>
/// The results are cold: each subscription has its own <see cref="SseDecoder"/>. Everything happens on the thread that delivers a chunk. A
/// chunk is read only during its <c>OnNext</c>, so the source may reuse its memory afterwards. How the stream is cut into chunks makes no
/// difference.
/// </para>
/// <para>
/// When the chunks end, an unfinished event is discarded and the sequence completes (HTML 9.2.6). An event larger than
/// <see cref="SseParseOptions.MaxEventBytes"/> ends the sequence with <see cref="SseLimitExceededException"/>; no other content is an
/// error.
/// </para>
/// <para>
/// Chunks must be delivered one after the other, as the Rx grammar requires. A chunk delivered from within the observer's own <c>OnNext</c>
/// corrupts the events of both chunks.
/// </para>
/// </remarks>
public static class SseParsingExtensions
{
    /// <summary>Parses an event stream into events.</summary>
    /// <param name="chunks">The stream, in chunks of any size.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The events.</returns>
    /// <exception cref="SseLimitExceededException">Through the sequence: an event, line or comment is larger than the limit.</exception>
    /// <example>
    /// <code>
    /// // using System.Reactive.Linq;
    /// ReadOnlyMemory&lt;byte&gt; chunk = "data: hello\n\n"u8.ToArray();
    /// using var subscription = Observable.Return(chunk).ParseSse().Subscribe(e =&gt; Console.WriteLine(e.Data)); // hello
    /// </code>
    /// </example>
    public static IObservable<SseEvent> ParseSse(this IObservable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null) =>
        chunks.ParseSse(static view => view.ToEvent(), options);

    /// <summary>Parses an event stream and converts each event with a selector, without a string in between.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="chunks">The stream, in chunks of any size.</param>
    /// <param name="selector">Called for each event, in order. An exception that it throws ends the sequence as its error.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The selector's values.</returns>
    /// <exception cref="SseLimitExceededException">Through the sequence: an event, line or comment is larger than the limit.</exception>
    public static IObservable<T> ParseSse<T>(
        this IObservable<ReadOnlyMemory<byte>> chunks, SseSelector<T> selector, SseParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        ArgumentNullException.ThrowIfNull(selector);
        return new Transform<ReadOnlyMemory<byte>, T>(chunks, observer => new EventParser<T>(observer, selector, new SseDecoder(options)));
    }

    /// <summary>Parses an event stream into frames: events, comments, reconnection times, and IDs without data.</summary>
    /// <param name="chunks">The stream, in chunks of any size.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The frames.</returns>
    /// <exception cref="SseLimitExceededException">Through the sequence: an event, line or comment is larger than the limit.</exception>
    public static IObservable<SseFrame> ParseSseFrames(this IObservable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return new Transform<ReadOnlyMemory<byte>, SseFrame>(chunks, observer => new FrameParser(observer, new SseDecoder(options)));
    }

    private sealed class EventParser<T>(IObserver<T> observer, SseSelector<T> selector, SseDecoder decoder)
        : TransformObserver<ReadOnlyMemory<byte>, T>(observer)
    {
        protected override void Process(ReadOnlyMemory<byte> value)
        {
            var sink = new Sink(this);
            decoder.Read(value.Span, ref sink);
        }

        private readonly struct Sink(EventParser<T> parser) : IFrameSink
        {
            public bool WantsAllFrames => false;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept) =>
                parser.Deliver(parser.Select(text, type));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private T Select(ReadOnlySpan<byte> data, string type) => selector(new(data, type, decoder));
    }

    private sealed class FrameParser(IObserver<SseFrame> observer, SseDecoder decoder)
        : TransformObserver<ReadOnlyMemory<byte>, SseFrame>(observer)
    {
        protected override void Process(ReadOnlyMemory<byte> value)
        {
            var sink = new Sink(this);
            decoder.Read(value.Span, ref sink);
        }

        private readonly struct Sink(FrameParser parser) : IFrameSink
        {
            public bool WantsAllFrames => true;

            public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept) =>
                parser.Deliver(parser.Frame(kind, text, type));
        }

        private SseFrame Frame(SseFrameKind kind, ReadOnlySpan<byte> text, string type) =>
            new SseFrameView(kind, text, type, decoder).ToFrame();
    }
}
