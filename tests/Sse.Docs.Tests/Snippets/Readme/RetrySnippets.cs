using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/troubleshooting.md about <c>Retry</c>, compiled and run.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RetrySnippets
{
    private readonly SseScript _server = new(new HistoricalScheduler());

    [SetUp]
    public void SetUp() => _server
        .Connection("ab", ('a', new SseEvent("1", LastEventId: "1")), ('b', new SseEvent("2", LastEventId: "2")))
        .Connection("b", ('b', new SseEvent("2", LastEventId: "2")))
        .Silence();

    [Test]
    public void RetryFromCheckpoint()
    {
        var (transport, scheduler, failures) = (_server.Transport, _server.Scheduler, 1);
        void Process(SseEvent e)
        {
            if (e.Data == "2" && failures-- > 0)
            {
                throw new InvalidOperationException("the work failed");
            }
        }

        #region RetryFromCheckpoint
        var store = new SseMemoryCheckpointStore(); // or a file
        var options = new SseOptions { CheckpointStore = store, Scheduler = scheduler };

        IObservable<SseEvent> processed = SseObservable.Connect(transport, options)
            .CheckpointTo(store)
            .Do(Process) // an event at which this throws is not done
            .RetryWhen(errors => errors.Delay(TimeSpan.FromSeconds(3), scheduler)); // each new subscription resumes from the store
        #endregion

        var seen = _server.Run(processed, TimeSpan.FromMinutes(1));

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "1" }));
    }

    [Test]
    public void Retry_after_Connect_starts_from_the_beginning_without_a_delay()
    {
        var fails = true;
        var events = SseObservable.Connect(_server.Transport, _server.Options)
            .Do(e => fails = fails && e.Data == "2" ? throw new InvalidOperationException() : fails)
            .Retry(2);

        _server.Run(events, TimeSpan.FromSeconds(1));

        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "" }));
    }
}
