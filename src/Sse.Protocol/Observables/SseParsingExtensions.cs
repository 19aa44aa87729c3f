using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>The decoder as a transform of observables: chunks of bytes in, events or frames out.</summary>
/// <remarks>
/// Common to all of these: cold, each subscription has a decoder of its own; everything happens on the thread that delivers a
/// chunk, and a chunk is only read during its <c>OnNext</c>, so the source may reuse its memory after that. How the stream is cut
/// into chunks makes no difference. The end of the chunks discards an unfinished event and completes (HTML 9.2.6). A stream
/// past <see cref="SseParseOptions.MaxEventBytes"/> ends in <see cref="SseLimitExceededException"/>; nothing else that it holds is an error.
/// Chunks come one after the other, as Rx's grammar has it: one that an observer delivers from within its own <c>OnNext</c> spoils the events of both.
/// </remarks>
public static class SseParsingExtensions
{
    /// <summary>Parses an event stream into events.</summary>
    /// <param name="chunks">The stream, in pieces of any size.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events.</returns>
    public static IObservable<SseEvent> ParseSse(this IObservable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null) =>
        chunks.ParseSse(static view => view.ToEvent(), options);

    /// <summary>Parses an event stream into what a selector makes of each event, without a string between.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="chunks">The stream, in pieces of any size.</param>
    /// <param name="selector">Called for each event, in order; what it throws ends the sequence as its error.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values.</returns>
    public static IObservable<T> ParseSse<T>(
        this IObservable<ReadOnlyMemory<byte>> chunks, SseSelector<T> selector, SseParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        ArgumentNullException.ThrowIfNull(selector);
        return new Transform<ReadOnlyMemory<byte>, T>(chunks, observer => new EventParser<T>(observer, selector, new SseDecoder(options)));
    }

    /// <summary>Parses an event stream into everything it says: events, comments, retries, and IDs without data.</summary>
    /// <param name="chunks">The stream, in pieces of any size.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The frames.</returns>
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

        private SseFrame Frame(SseFrameKind kind, ReadOnlySpan<byte> text, string type) => new SseFrameView(kind, text, type, decoder).ToFrame();
    }
}
