using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>
/// Work that fails after <c>CheckpointTo</c>, in any synchronous operator: its event is not done, and comes again after a restart.
/// </summary>
public class FailedWorkTests : VirtualTimeTests
{
    private const int Failing = 5;

    private static readonly Dictionary<string, Func<IObservable<SseEvent>, IDisposable>> Pushed = new()
    {
        ["Do"] = Push(events => events.Do(e => Work(e))),
        ["Select"] = Push(events => events.Select(e => Work(e))),
        ["Where"] = Push(events => events.Where(e => Work(e))),
        ["TakeWhile"] = Push(events => events.TakeWhile(e => Work(e))),
        ["SkipWhile"] = Push(events => events.SkipWhile(e => Work(e))),
        ["SelectMany, selector"] = Push(events => events.SelectMany(e => Work(e) ? [e] : Array.Empty<object>())),
        ["SelectMany, inner"] = Push(events => events.SelectMany(e => Observable.Return(e).Select(inner => Work(inner)))),
        ["Scan"] = Push(events => events.Scan(0, (count, e) => Work(e) ? count + 1 : count)),
        ["Aggregate"] = Push(events => events.Aggregate(0, (count, e) => Work(e) ? count + 1 : count)),
        ["Count"] = Push(events => events.Count(Work)),
        ["All"] = Push(events => events.All(Work)),
        ["Sum"] = Push(events => events.Sum(e => Work(e) ? 1 : 0)),
        ["Distinct"] = Push(events => events.Distinct(e => (Work(e), e.LastEventId))),
        ["DistinctUntilChanged"] = Push(events => events.DistinctUntilChanged(e => (Work(e), e.LastEventId))),
        ["GroupBy, key"] = Push(events => events.GroupBy(e => Work(e))),
        ["GroupBy, group"] = Push(events => events.GroupBy(e => e.Type).SelectMany(group => group.Select(e => Work(e)))),
        ["ToDictionary"] = Push(events => events.ToDictionary(e => (Work(e), e.LastEventId))),
        ["Zip"] = Push(events => events.Zip(Enumerable.Range(1, 99), (e, _) => Work(e))),
        ["CombineLatest"] = Push(events => events.CombineLatest(Observable.Never<int>().StartWith(1), (e, _) => Work(e))),
        ["WithLatestFrom"] = Push(events => events.WithLatestFrom(Observable.Never<int>().StartWith(1), (e, _) => Work(e))),
        ["Merge"] = Push(events => events.Select(e => Work(e)).Merge(Observable.Never<bool>())),
        ["Window"] = Push(events => events.Window(3).SelectMany(window => window.Select(e => Work(e)))),
        ["Publish, RefCount"] = Push(events => events.Publish().RefCount().Select(e => Work(e))),
        ["Publish, selector"] = Push(events => events.Publish(shared => shared.Select(e => Work(e)))),
        ["Catch"] = Push(events => events.Select(e => Work(e)).Catch(Observable.Never<bool>())),
        ["OnErrorResumeNext"] = Push(events => events.Select(e => Work(e)).OnErrorResumeNext(Observable.Never<bool>())),
        ["Retry"] = Push(events => events.Select(e => Work(e)).Retry(2)),
        ["Finally"] = Push(events => events.Select(e => Work(e)).Finally(() => { })),
        ["Materialize"] = Push(events => events.Select(e => Work(e)).Materialize()),
        ["Synchronize"] = Push(events => events.Synchronize().Select(e => Work(e))),
        ["TakeUntil"] = Push(events => events.Select(e => Work(e)).TakeUntil(Observable.Never<int>())),
        ["ForEachAsync"] = Push(events => Observable.FromAsync(() => events.ForEachAsync(e => Work(e)))),
        ["Subscribe, in an operator"] = Push(events => Observable.Create<object>(observer => events.Subscribe(
            e =>
            {
                try
                {
                    Work(e);
                }
                catch (FormatException error)
                {
                    observer.OnError(error);
                }
            }))),
    };

    private static readonly Dictionary<string, Func<IAsyncEnumerable<SseEvent>, ValueTask>> Pulled = new()
    {
        ["Select"] = Pull(events => events.Select(e => Work(e))),
        ["Where"] = Pull(events => events.Where(e => Work(e))),
        ["TakeWhile"] = Pull(events => events.TakeWhile(e => Work(e))),
        ["SelectMany"] = Pull(events => events.SelectMany(e => Work(e) ? [e] : Array.Empty<object>())),
        ["Distinct"] = Pull(events => events.DistinctBy(e => (Work(e), e.LastEventId))),
        ["SelectConcurrent"] = Pull(events => events.SelectConcurrent(4, (e, _) => new ValueTask<bool>(Work(e)))),
        ["SelectConcurrent, twice"] = Pull(events => events
            .SelectConcurrent(4, (e, _) => new ValueTask<SseEvent>(e))
            .SelectConcurrent(4, async (e, _) =>
            {
                await Task.Yield();
                return Work(e);
            })),
        ["SelectConcurrent, loop"] = Pull(events => events.SelectConcurrent(4, (e, _) => new ValueTask<SseEvent>(e)).Select(Work)),
        ["Zip"] = Pull(events => events.Zip(Enumerable.Range(1, 99).ToAsyncEnumerable(), (e, _) => Work(e))),
        ["await in the work"] = Pull(events => events.Select(async (e, _, _) =>
        {
            await Task.Yield();
            return Work(e);
        })),
    };

    private static readonly Dictionary<string, Shared> Sharing = new()
    {
        ["Publish, RefCount"] = (events, checkpoint) => Branches(events.Publish().RefCount(2), checkpoint),
        ["Share"] = (events, checkpoint) =>
            Branches(events.Select(SseSignal (e) => new SseSignal.Event(e)).Share().Events(), checkpoint),
        ["Subject"] = (events, checkpoint) =>
        {
            var subject = new Subject<SseEvent>();
            var branch = checkpoint(subject).Do(e => Work(e)).Materialize().Subscribe();
            return new CompositeDisposable(branch, events.Subscribe(subject), subject);
        },
    };

    private static IEnumerable<string> SharingOperators => Sharing.Keys;

    private static IEnumerable<string> PushedOperators => Pushed.Keys;

    private static IEnumerable<string> PulledOperators => Pulled.Keys;

    [TestCaseSource(nameof(PushedOperators))]
    public void Failed_work_in_a_pushed_operator_is_not_done(string name)
    {
        using var events = new Subject<SseEvent>();
        var store = new SseMemoryCheckpointStore();
        using var subscription = Pushed[name](events.CheckpointTo(store));

        for (var n = 1; n <= Failing; n++)
        {
            events.OnNext(Event(n));
        }

        Assert.That(store.LastEventId, Is.EqualTo($"{Failing - 1}"));
    }

    [TestCaseSource(nameof(PulledOperators))]
    public async Task Failed_work_in_a_pulled_operator_is_not_done(string name)
    {
        var store = new SseMemoryCheckpointStore();
        var events = Enumerable.Range(1, 9).Select(Event).ToAsyncEnumerable().CheckpointTo(store);

        await Assert.ThrowsAsync<FormatException>(async () => await Pulled[name](events));

        Assert.That(store.LastEventId, Is.EqualTo($"{Failing - 1}"));
    }

    [Test]
    public async Task Operators_between_a_checkpoint_and_SelectConcurrent_fail_at_once()
    {
        var store = new SseMemoryCheckpointStore();
        var results = Enumerable.Range(1, 9).Select(Event).ToAsyncEnumerable()
            .CheckpointTo(store)
            .Where(e => e.Type == "message")
            .SelectConcurrent(4, (e, _) => new ValueTask<bool>(Work(e)));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await results.CountAsync());

        Assert.That(error!.Message, Does.Contain("Put CheckpointTo after SelectConcurrent"));
        Assert.That(store.LastEventId, Is.Null);
    }

    [Test]
    public async Task Every_enumeration_has_its_own_saves()
    {
        var store = new SseMemoryCheckpointStore();
        var events = Enumerable.Range(1, 1).Select(Event).ToAsyncEnumerable().CheckpointTo(store);

        await events.CountAsync();
        await store.SaveAsync("0");
        await events.CountAsync();

        Assert.That(store.LastEventId, Is.EqualTo("1"));
    }

    /// <summary>The exceptions of the rule: a branch fails, and the event is saved because it is done for the others.</summary>
    [TestCaseSource(nameof(SharingOperators))]
    public void An_operator_for_several_subscribers_hides_failed_work_unless_the_checkpoint_comes_after_it(string name)
    {
        using var events = new Subject<SseEvent>();
        var (before, after) = (new SseMemoryCheckpointStore(), new SseMemoryCheckpointStore());

        using var subscription = Sharing[name](events.CheckpointTo(before), branch => branch.CheckpointTo(after));
        for (var n = 1; n <= 9; n++)
        {
            events.OnNext(Event(n));
        }

        Assert.That((before.LastEventId, after.LastEventId), Is.EqualTo(("9", $"{Failing - 1}")));
    }

    [Test]
    public async Task A_buffer_reads_ahead_so_that_the_checkpoint_must_come_after_it()
    {
        var (before, after) = (new SseMemoryCheckpointStore(), new SseMemoryCheckpointStore());
        var events = Enumerable.Range(1, 9).Select(Event).ToObservable(ImmediateScheduler.Instance);
        var results = events.CheckpointTo(before).ToAsyncEnumerable(100).CheckpointTo(after).Select(Work);

        await Assert.ThrowsAsync<FormatException>(async () => await results.CountAsync());

        Assert.That((before.LastEventId, after.LastEventId), Is.EqualTo(("9", $"{Failing - 1}")));
    }

    private static Func<IObservable<SseEvent>, IDisposable> Push<T>(Func<IObservable<SseEvent>, IObservable<T>> work) =>
        events => work(events).Materialize().Subscribe();

    private static Func<IAsyncEnumerable<SseEvent>, ValueTask> Pull<T>(Func<IAsyncEnumerable<SseEvent>, IAsyncEnumerable<T>> work) =>
        async events => await work(events).CountAsync();

    private static CompositeDisposable Branches(
        IObservable<SseEvent> shared, Func<IObservable<SseEvent>, IObservable<SseEvent>> checkpoint) => new(
        checkpoint(shared).Do(e => Work(e)).Materialize().Subscribe(),
        shared.Subscribe());

    /// <param name="events">What comes after the checkpoint that is too early.</param>
    /// <param name="checkpoint">The checkpoint of the branch that fails.</param>
    private delegate IDisposable Shared(
        IObservable<SseEvent> events, Func<IObservable<SseEvent>, IObservable<SseEvent>> checkpoint);

    private static bool Work(SseEvent e) => e.LastEventId == $"{Failing}" ? throw new FormatException() : true;

    private static SseEvent Event(int number) => new("x", LastEventId: $"{number}");
}
