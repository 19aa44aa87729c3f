using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Docs.Tests;

#pragma warning disable CA1806, CA2000 // the documents omit disposal

/// <summary>The code of README's tour, compiled and run.</summary>
public class TourSnippets : FeedSnippets
{
    [Test]
    public async Task Headline()
    {
        var uri = Uri;

        #region Headline
        SseObservable.Connect(uri).OfType("ping").Subscribe(e => Console.WriteLine(e.Data), error => Console.WriteLine(error.Message));
        #endregion

        await Printed("""{"time":1}""", """{"time":2}""");
        Assert.That(Output, Does.Not.Contain("hello"));
        await HasSeenAll();
    }

    [Test]
    public async Task Awaited()
    {
        var uri = Uri;

        #region Awaited
        await SseObservable.Connect(uri).OfType("ping").ForEachAsync(e => Console.WriteLine(e.Data));
        #endregion

        await Printed("""{"time":1}""", """{"time":2}""");
    }

    [Test]
    public async Task Connect()
    {
        var uri = Uri;

        #region Connect
        IDisposable connection = SseObservable.Connect(uri).Subscribe(
            e => Console.WriteLine($"{e.Type} {e.LastEventId}: {e.Data}"),
            error => Console.WriteLine($"failed: {error.Message}"),
            () => Console.WriteLine("completed: the server answered 204"));
        #endregion

        await Printed("ping 1: ", "message 2: hello", "completed: ");
        connection.Dispose();
    }

    [Test]
    public async Task Options()
    {
        var uri = Uri;

        #region Options
        var options = new SseOptions
        {
            LastEventId = "1",                         // resume after this event
            IdleTimeout = TimeSpan.FromSeconds(60),    // longer silence is a lost connection
            ReconnectionTime = TimeSpan.FromSeconds(1) // until the server sends its own retry
        };
        IObservable<SseEvent> events = SseObservable.Connect(uri, options);
        #endregion

        Assert.That((await events.FirstAsync().ToTask().WaitAsync(Deadline)).LastEventId, Is.EqualTo("2"));
    }

    [Test]
    public async Task Filter()
    {
        var uri = Uri;

        #region Filter
        IObservable<string> query =
            from e in SseObservable.Connect(uri)
            where e.Type == "message" && e.Data.Length > 0
            select e.Data.ToUpperInvariant();
        #endregion

        Assert.That(await query.FirstAsync().ToTask().WaitAsync(Deadline), Is.EqualTo("HELLO"));
    }

    [Test]
    public async Task Group()
    {
        var uri = Uri;

        #region Group
        SseObservable.Connect(uri)
            .GroupByType()
            .SelectMany(group => group.Scan(0, (count, _) => count + 1).Select(count => $"{group.Key}: {count}"))
            .Subscribe(Console.WriteLine, error => Console.WriteLine(error.Message));
        #endregion

        await Printed("ping: 1", "message: 1", "ping: 2");
        await HasSeenAll();
    }

    [Test]
    public async Task Status()
    {
        var uri = Uri;

        #region Status
        SseObservable.Signals(uri).Subscribe(
            signal => Console.WriteLine(signal switch
            {
                SseSignal.Opened s => $"open: {s.Uri}",
                SseSignal.Event s => $"event: {s.Value.Data}",
                SseSignal.Disconnected s => $"lost: {s.CauseText} Next try in {s.Delay.TotalSeconds:0.0} s.",
                _ => signal.ToString(),
            }),
            error => Console.WriteLine($"failed: {error.Message}"));
        #endregion

        await Printed("open: http://127.0.0.1", "event: hello", "Next try in 0.1 s.");
        await HasSeenAll();
    }

    [Test]
    public async Task Share()
    {
        var uri = Uri;
        MayServe = new(TaskCreationOptions.RunContinuationsAsynchronously);

        #region Share
        IObservable<SseSignal> shared = SseObservable.Signals(uri).Share(); // one connection for all subscribers

        shared.Events().Subscribe(e => Console.WriteLine(e.Data), Failed); // the first subscription connects: it misses nothing
        shared.States().Subscribe(state => Console.WriteLine($"[{state}]"), Failed);

        void Failed(Exception error) => Console.WriteLine($"failed: {error.Message}"); // each subscriber receives it
        #endregion

        MayServe.SetResult();
        await Printed("[Connecting]", "[Open]", "hello", "[Connecting]", "[Closed]");
        Assert.That(Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task Pull()
    {
        var uri = Uri;

        #region Pull
        await foreach (var e in SseAsyncEnumerable.Connect(uri).Where(e => e.Type == "ping").Take(2))
        {
            Console.WriteLine(e.Data); // however long this takes, the server waits
        }
        #endregion

        await Printed("""{"time":1}""", """{"time":2}""");
    }

    [Test]
    public async Task Buffered()
    {
        var uri = Uri;

        #region Buffered
        var events = SseObservable.Connect(uri)
            .ToAsyncEnumerable(1000, (dropped, last) => last with { Type = "gap", Data = $"{dropped} dropped" });

        await foreach (var e in events)
        {
            Console.WriteLine($"{e.Type}: {e.Data}");
        }
        #endregion

        await Printed("ping: ", "message: hello", "ping: ");
    }
}
