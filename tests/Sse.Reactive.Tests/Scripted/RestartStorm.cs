using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using System.Text;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Testing;
using Sse.Reactive.Tests.Faults;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>
/// 3,000 events that a server resumes after any of them, and 150 restarts at random instants: while it answers, within events, in waits.
/// </summary>
internal sealed class RestartStorm
{
    private const int Events = 3000;
    private const int Restarts = 150;

    private readonly TestScheduler _scheduler;
    private readonly Random _random;
    private readonly Subject<Unit> _requests = new();
    private int _restarts;
    private int _attempts;

    public RestartStorm(TestScheduler scheduler, int seed)
    {
        _scheduler = scheduler;
        _random = new(seed);
        ScheduleNext(Restarts);
    }

    public SseOptions Options => new() { Scheduler = _scheduler, Random = _random, Restart = _requests };

    /// <summary>Answers later, sends in random pieces with pauses, and breaks a third of the connections.</summary>
    public SseTransport Transport => (attempt, cancellation) =>
    {
        _attempts++;
        var first = attempt.LastEventId.Length == 0 ? 1 : int.Parse(attempt.LastEventId, null) + 1;
        if (first > Events)
        {
            return new(new SseResponse(Stream.Null) { StatusCode = 204 });
        }

        var numbers = Enumerable.Range(first, Math.Min(25, Events - first + 1));
        var bytes = Encoding.UTF8.GetBytes("retry: 200\n" + string.Concat(numbers.Select(n => $"id: {n}\ndata: {n}\n\n")));
        var end = _random.Next(3) == 0 ? FaultKind.Reset : FaultKind.End;
        var body = new FaultyBody(
            bytes.AsMemory(0, _random.Next(bytes.Length / 2, bytes.Length + 1)), end, _random, _scheduler, TimeSpan.FromMilliseconds(40));
        var answer = new TaskCompletionSource<SseResponse>();
        cancellation.Register(() => answer.TrySetCanceled(cancellation));
        _scheduler.Schedule(Time(50), () => answer.TrySetResult(new(body)));
        return new(answer.Task);
    };

    public void AssertEachOnce(Observed<SseEvent> seen)
    {
        Assert.That(seen.IsCompleted, $"after {seen.Messages.Count} of {Events}: {seen.Error}");
        Assert.That(seen.Values.Select(e => int.Parse(e.Data, null)), Is.EqualTo(Enumerable.Range(1, Events)));
        Assert.That(_restarts, Is.EqualTo(Restarts), "all came before the end");
        Assert.That(_attempts, Is.GreaterThan(Restarts));
    }

    private void ScheduleNext(int left) => _scheduler.Schedule(Time(40), () =>
    {
        _restarts++;
        _requests.OnNext(Unit.Default);
        if (left > 1)
        {
            ScheduleNext(left - 1);
        }
    });

    private TimeSpan Time(int maxMs) => TimeSpan.FromMilliseconds(maxMs * _random.NextDouble());
}
