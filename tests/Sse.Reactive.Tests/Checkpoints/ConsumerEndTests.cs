using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>
/// A consumer that leaves, or that is stopped as a host stops it, in each of its forms: what is done is saved, and nothing else is. What a
/// stopped consumer has begun, it finishes first. KilledConsumerTests kill it.
/// </summary>
public class ConsumerEndTests : VirtualTimeTests
{
    private const double End = 5.4;

    private static readonly TimeSpan WorkTime = TimeSpan.FromSeconds(2.5);

    private readonly HashSet<string> _done = [];
    private SseMemoryCheckpointStore _store = null!;
    private CancellationTokenSource _stopping = null!;

    private SseOptions Options => Server.Options with { CheckpointStore = _store };

    private IObservable<Unit> Stop => Observable.Create<Unit>(observer => _stopping.Token.Register(() => observer.OnNext(default)));

    [SetUp]
    public void SetUp()
    {
        _done.Clear();
        _store = new();
        _stopping = new();
        Server.Connection("-abcdefgh", [.. "abcdefgh".Select((c, i) => (c, new SseEvent($"{c}", LastEventId: $"{i + 1}")))]);
    }

    [TearDown]
    public void TearDown() => _stopping.Dispose();

    [TestCase("pushed", false, "5")]
    [TestCase("pushed", true, "5")]
    [TestCase("pulled", false, "5")]
    [TestCase("pulled", true, "5")]
    [TestCase("concurrent", false, "2")] // 3 to 5 are cancelled
    [TestCase("concurrent", true, "5")]
    [TestCase("filtered", false, "5")]
    [TestCase("filtered", true, "5")]
    [TestCase("shared", false, "5")]
    [TestCase("shared", true, "5")]
    public void What_is_done_is_saved(string form, bool isStopped, string saved)
    {
        var leave = Start(form);

        RunTo(End);
        if (isStopped)
        {
            _stopping.Cancel();
        }
        else
        {
            leave();
        }

        RunTo(seconds: 20);

        Assert.That(_store.LastEventId, Is.EqualTo(saved));
        Assert.That(_done, Is.SupersetOf(Enumerable.Range(1, int.Parse(saved, null)).Where(n => IsUsed(form, n)).Select(n => $"{n}")));
        Assert.That(_done, Has.Count.LessThanOrEqualTo(5));
    }

    private static bool IsUsed(string form, int id) => form != "filtered" || id % 2 == 1;

    private Action Start(string form) => form switch
    {
        "pushed" => Server.Expect(Connect(Options).TakeUntil(Stop).CheckpointTo(_store).Do(Done)).Unsubscribe,
        "pulled" => Server.Expect(Pull().CheckpointTo(_store).Select(Work)).Unsubscribe,
        "concurrent" => Server.Expect(Pull().SelectConcurrent(3, WorkAsync).CheckpointTo(_store)).Unsubscribe,
        "filtered" => Server.Expect(
            Connect(Options).TakeUntil(Stop).CheckpointTo(_store).Where(e => IsUsed(form, int.Parse(e.LastEventId, null))).Do(Done))
            .Unsubscribe,
        _ => Server.Expect(Signals(Options).TakeUntil(Stop).CheckpointTo(_store).Share().Events().Do(Done)).Unsubscribe,
    };

    private IAsyncEnumerable<SseEvent> Pull() => SseAsyncEnumerable.Connect(Server.Transport, Options).TakeUntil(_stopping.Token);

    private void Done(SseEvent e) => _done.Add(e.LastEventId);

    private SseEvent Work(SseEvent e)
    {
        Done(e);
        return e;
    }

    private ValueTask<SseEvent> WorkAsync(SseEvent e, CancellationToken cancellationToken)
    {
        var work = new TaskCompletionSource<SseEvent>();
        cancellationToken.Register(() => work.TrySetCanceled(cancellationToken));
        Scheduler.Schedule(WorkTime, () =>
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Done(e);
                work.TrySetResult(e);
            }
        });
        return new(work.Task);
    }
}
