using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>A consumer that uses few events, or none, keeps its position: what it filters out is done too.</summary>
public class FilteredConsumerTests : VirtualTimeTests
{
    private SseMemoryCheckpointStore _store = null!;

    private SseOptions Options => Server.Options with { CheckpointStore = _store };

    [SetUp]
    public void SetUp() => _store = new();

    [TestCase("10")]
    [TestCase("none")]
    public void Pushed_it_saves_the_ID_of_what_it_filters_out(string passing)
    {
        Serve();

        var seen = Run(Connect(Options).CheckpointTo(_store).Where(e => e.LastEventId == passing));

        Assert.That(seen.Messages, Has.Count.EqualTo(passing == "none" ? 0 : 1));
        Assert.That(_store.LastEventId, Is.EqualTo("200"));
    }

    [TestCase("10")]
    [TestCase("none")]
    public void Pulled_it_saves_the_ID_of_what_it_filters_out(string passing)
    {
        Serve();

        var seen = Run(
            SseAsyncEnumerable.Connect(Server.Transport, Options).CheckpointTo(_store).Where(e => e.LastEventId == passing));

        Assert.That(seen.Messages, Has.Count.EqualTo(passing == "none" ? 0 : 1));
        Assert.That(_store.LastEventId, Is.EqualTo("200"));
    }

    [Test]
    public void With_concurrent_work_before_the_filter_it_saves_the_ID_of_what_it_filters_out()
    {
        Serve();

        var results = SseAsyncEnumerable.Connect(Server.Transport, Options)
            .SelectConcurrent(4, (e, _) => new ValueTask<SseEvent>(e))
            .CheckpointTo(_store)
            .OfType("rare");
        var seen = Run(results);

        Assert.That(seen.Messages, Is.Empty);
        Assert.That(_store.LastEventId, Is.EqualTo("200"));
    }

    [Test]
    public void Consumers_of_one_shared_connection_each_keep_their_own_position()
    {
        var other = new SseMemoryCheckpointStore();
        Serve();
        var events = Signals(Options).Share().Events();

        using var first = events.CheckpointTo(_store).OfType("rare").Subscribe();
        using var second = events.CheckpointTo(other)
            .Select(e => e.LastEventId == "20" ? throw new FormatException() : e)
            .Subscribe(_ => { }, _ => { });
        RunTo(seconds: 5);

        Assert.That(_store.LastEventId, Is.EqualTo("200"));
        Assert.That(other.LastEventId, Is.EqualTo("19"));
    }

    [Test]
    public void Signals_save_an_ID_that_the_server_sends_without_an_event()
    {
        Server.Connection("abc", ('a', new SseEvent("a", LastEventId: "1")), ('b', Wire("id: 7\n\n")), ('c', Wire(": c\n")));

        Run(Signals(Options).CheckpointTo(_store).Events());

        Assert.That(_store.LastEventId, Is.EqualTo("7"));
    }

    [Test]
    public void Pulled_signals_save_an_ID_that_the_server_sends_without_an_event()
    {
        Server.Connection("ab", ('a', Wire("id: 1\ndata: a\n\n")), ('b', Wire("id: 7\n\n")));

        Run(SseAsyncEnumerable.Signals(Server.Transport, Options).CheckpointTo(_store).Events());

        Assert.That(_store.LastEventId, Is.EqualTo("7"));
    }

    private Observed<T> Run<T>(IObservable<T> source) => Server.Run(source, TimeSpan.FromSeconds(5));

    private Observed<T> Run<T>(IAsyncEnumerable<T> source) => Server.Run(source, TimeSpan.FromSeconds(5));

    private void Serve() => Server.Connection(
        "-a", ('a', Wire(string.Concat(Enumerable.Range(1, 200).Select(n => $"id: {n}\ndata: {n}\n\n")))));
}
