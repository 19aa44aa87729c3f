using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Sse.Protocol.Tests;

/// <summary>The parsing operators as observables: disposal, errors, completion.</summary>
public class ParsingTests
{
    private static byte[] ThreeEvents { get; } = "data: a\n\ndata: b\n\ndata: c\n\n"u8.ToArray();

    [Test]
    public void Take_within_a_chunk_stops_parsing_and_disposes_the_source()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var parsed = new List<string>();
        var seen = new Recorder<string>();
        using var subscription = chunks.ParseSse(view => Noted(view, parsed)).Take(1).Subscribe(seen);

        chunks.OnNext(ThreeEvents);

        Assert.That(parsed, Is.EqualTo(new[] { "a" }));
        Assert.That((seen.Values.Count, seen.IsCompleted, chunks.HasObservers), Is.EqualTo((1, true, false)));
    }

    [Test]
    public void ParseSse_delivers_nothing_after_disposal_in_OnNext()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();

        AssertSilentAfterDisposal(chunks, chunks.ParseSse(), seenUntil: [new("a"), new("b")]);
    }

    [Test]
    public void ParseSseFrames_delivers_nothing_after_disposal_in_OnNext()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();

        AssertSilentAfterDisposal(
            chunks, chunks.ParseSseFrames(), seenUntil: [new SseFrame.Event(new("a")), new SseFrame.Event(new("b"))]);
    }

    [Test]
    public void ParseSse_delivers_nothing_after_disposal_in_the_selector()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var seen = new Recorder<string>();
        var parsed = new List<string>();
        var subscription = default(IDisposable);
        subscription = chunks.ParseSse(
            view =>
            {
                subscription!.Dispose();
                return Noted(view, parsed);
            }).Subscribe(seen);

        chunks.OnNext(ThreeEvents);

        Assert.That(seen.Values, Is.Empty);
        Assert.That(parsed, Is.EqualTo(new[] { "a" }), "the rest of the chunk is parsed");
    }

    [Test]
    public void A_source_that_continues_after_disposal_is_not_parsed()
    {
        var source = new Unstoppable();
        var parsed = new List<string>();
        var subscription = source.ParseSse(view => Noted(view, parsed)).Subscribe(new Recorder<string>());

        source.Observer!.OnNext("data: a\n\n"u8.ToArray());
        subscription.Dispose();
        source.Observer.OnNext("data: b\n\n"u8.ToArray());

        Assert.That(parsed, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void An_error_during_Subscribe_disposes_the_source()
    {
        var disposals = 0;
        var chunks = Observable.Create<ReadOnlyMemory<byte>>(observer =>
        {
            observer.OnNext(ThreeEvents);
            return () => disposals++;
        });

        using var subscription = chunks.ParseSse<string>(_ => throw new InvalidTimeZoneException()).Subscribe(new Recorder<string>());

        Assert.That(disposals, Is.EqualTo(1));
    }

    [Test]
    public void An_exception_of_the_observer_reaches_the_caller_and_ends_the_subscription()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var fault = new InvalidTimeZoneException();
        var seen = new List<SseEvent>();
        var errors = new List<Exception>();
        using var subscription = chunks.ParseSse().Subscribe(Observer.Create<SseEvent>(
            e =>
            {
                seen.Add(e);
                throw fault;
            },
            errors.Add));

        var thrown = Assert.Throws<InvalidTimeZoneException>(() => chunks.OnNext(ThreeEvents));
        chunks.OnNext(ThreeEvents);

        Assert.That(thrown, Is.SameAs(fault));
        Assert.That(seen, Is.EqualTo(new[] { new SseEvent("a") }));
        Assert.That(errors, Is.Empty);
        Assert.That(chunks.HasObservers, Is.False, "the source is still subscribed to");
    }

    [Test]
    public void An_exception_of_the_selector_is_the_error()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var seen = new Recorder<string>();
        var parsed = new List<string>();
        using var subscription = chunks
            .ParseSse(view => Noted(view, parsed) == "b" ? throw new InvalidTimeZoneException() : "ok")
            .Subscribe(seen);

        chunks.OnNext(ThreeEvents);

        Assert.That(parsed, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(seen.Values, Is.EqualTo(new[] { "ok" }));
        Assert.That(seen.Error, Is.TypeOf<InvalidTimeZoneException>());
        Assert.That(chunks.HasObservers, Is.False, "the source is still subscribed to");
    }

    [Test]
    public void An_error_of_the_source_follows_the_events_before_it()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var seen = new Recorder<SseEvent>();
        var error = new InvalidTimeZoneException();
        using var subscription = chunks.ParseSse().Subscribe(seen);

        chunks.OnNext("data: a\n\ndata: pending\n"u8.ToArray());
        chunks.OnError(error);

        Assert.That(seen.Values, Is.EqualTo(new[] { new SseEvent("a") }));
        Assert.That((seen.Error, seen.IsCompleted), Is.EqualTo((error, false)));
    }

    [Test]
    public void Completion_of_the_source_discards_an_unfinished_event()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var seen = new Recorder<SseEvent>();
        using var subscription = chunks.ParseSse().Subscribe(seen);

        chunks.OnNext("data: a\n\ndata: pending\n"u8.ToArray());
        chunks.OnCompleted();

        Assert.That(seen.Values, Is.EqualTo(new[] { new SseEvent("a") }));
        Assert.That((seen.Error, seen.IsCompleted), Is.EqualTo(((Exception?)null, true)));
    }

    [Test]
    public void Each_subscription_has_its_own_decoder()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var events = chunks.ParseSse();
        var (first, second) = (new Recorder<SseEvent>(), new Recorder<SseEvent>());

        using var early = events.Subscribe(first);
        chunks.OnNext("id: 1\ndata: a\n\nda"u8.ToArray());
        using var late = events.Subscribe(second);
        chunks.OnNext("ta: b\n\ndata: c\n\n"u8.ToArray());

        SseEvent[] all = [new("a", LastEventId: "1"), new("b", LastEventId: "1"), new("c", LastEventId: "1")];
        Assert.That(first.Values, Is.EqualTo(all));
        Assert.That(second.Values, Is.EqualTo(new SseEvent[] { new("c") }));
    }

    private static void AssertSilentAfterDisposal<T>(Subject<ReadOnlyMemory<byte>> chunks, IObservable<T> parsed, IEnumerable<T> seenUntil)
    {
        var seen = new List<T>();
        var ends = 0;
        var subscription = default(IDisposable);
        subscription = parsed.Subscribe(Observer.Create<T>(
            value =>
            {
                seen.Add(value);
                if (seen.Count == seenUntil.Count())
                {
                    subscription!.Dispose();
                }
            },
            _ => ends++,
            () => ends++));

        chunks.OnNext(ThreeEvents);
        chunks.OnCompleted();

        Assert.That(seen, Is.EqualTo(seenUntil));
        Assert.That(ends, Is.Zero);
    }

    private static string Noted(SseEventView view, List<string> parsed)
    {
        var data = view.ToEvent().Data;
        parsed.Add(data);
        return data;
    }

    private sealed class Unstoppable : IObservable<ReadOnlyMemory<byte>>
    {
        public IObserver<ReadOnlyMemory<byte>>? Observer { get; private set; }

        public IDisposable Subscribe(IObserver<ReadOnlyMemory<byte>> observer)
        {
            Observer = observer;
            return Disposable.Empty;
        }
    }
}
