using System.Globalization;
using System.Reactive;
using System.Reactive.Disposables;
using System.Threading.Tasks.Sources;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using Sse.Reactive;

namespace Sse.Concurrency.Tests;

/// <summary>The read loop, the wait that gives up on code that ignores its token, and restarts.</summary>
internal static class ConnectionScenarios
{
    public static Scenario[] All { get; } =
    [
        new("connection: read loop", () => Read(disposes: false)),
        new("connection: read loop, dispose", () => Read(disposes: true)),
        new("connection: abandoned wait", AbandonedWait),
        new("connection: error of restarts", ErrorOfRestarts, TracksFields: true),
        new("connection: restart of a wait", RestartOfWait, TracksFields: true),
    ];

    private static async Task Read(bool disposes)
    {
        List<ScriptedBody> bodies = [];
        var options = new SseOptions { Scheduler = new RacingClock(), Jitter = 0, ReconnectionTime = TimeSpan.FromSeconds(1) };
        var events = SseObservable.Connect(
            (attempt, _) =>
            {
                var after = attempt.LastEventId.Length == 0 ? 0 : int.Parse(attempt.LastEventId, CultureInfo.InvariantCulture);
                if (after == 4)
                {
                    return new(new SseResponse(Stream.Null) { StatusCode = 204 });
                }

                bodies.Add(new(after));
                return new(new SseResponse(bodies[^1]));
            },
            options);
        var witness = new Witness<SseEvent>("subscriber");
        await Task.Run(() =>
        {
            var subscription = events.Subscribe(witness);
            if (disposes)
            {
                SchedulingPoint.Interleave();
                subscription.Dispose();
            }
        });
        if (!disposes)
        {
            await witness.Ended;
        }

        foreach (var body in bodies.ToArray())
        {
            await body.WhenIdleAsync();
        }

        Sequence.Consecutive(
            witness.Seen.Select(e => int.Parse(e.Data, CultureInfo.InvariantCulture)), "subscriber", 1, disposes ? null : 4);
        Specification.Assert(witness.Error is null, $"{witness.Error}");
        Specification.Assert(bodies.SkipLast(disposes ? 1 : 0).All(body => body.IsClosed), "a body was not closed");
    }

    private static async Task AbandonedWait()
    {
        var late = new BooleanDisposable();
        using var outer = new CancellationTokenSource();
        using var inner = new CancellationTokenSource();
        using var link = outer.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), inner);
        var work = new TaskCompletionSource<BooleanDisposable>();
        var observes = Choice.Coin();
        var wait = CancellableWait<BooleanDisposable>.TryStart(
            work,
            (work, token) =>
            {
                if (observes)
                {
                    token.UnsafeRegister(static work => ((TaskCompletionSource<BooleanDisposable>)work!).TrySetCanceled(), work);
                }

                return new(work.Task);
            },
            inner.Token,
            out _)!;
        var settled = 0;
        BooleanDisposable? result = null;
        Exception? error = null;
        var done = new TaskCompletionSource();
        IValueTaskSource<BooleanDisposable> outcome = wait;
        outcome.OnCompleted(
            _ =>
            {
                settled++;
                try
                {
                    result = outcome.GetResult(0);
                }
                catch (Exception e)
                {
                    error = e;
                }

                done.TrySetResult();
            },
            null,
            0,
            ValueTaskSourceOnCompletedFlags.None);
        await Task.WhenAll(
            Task.Run(() => work.TrySetResult(late)),
            Choice.Coin() ? Task.Run(outer.Cancel) : Task.CompletedTask,
            Task.Run(() => wait.CancelBy(inner)));
        await done.Task; // or it hangs
        Specification.Assert(settled == 1 && result is null != error is null, $"settled {settled} times: {result}, {error}");
        var hasCome = work.Task.IsCompletedSuccessfully;
        Specification.Assert(!hasCome || result is not null || late.IsDisposed, "a late result was not disposed of");
        Specification.Assert(result is null || !late.IsDisposed, "a result was disposed of and used");
    }

    /// <summary>An error is kept when an attempt begins at the same moment, unlike a request, which the attempt fulfills.</summary>
    private static async Task ErrorOfRestarts()
    {
        var restarts = NewRestarts(out var observer);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(
            Task.Run(() => observer.OnError(new ObserverException())),
            Task.Run(() =>
            {
                restarts.BeginAttempt();
                restarts.Waiting(() => ended.TrySetResult());
            }));
        await ended.Task; // or the subscription never fails with the error
    }

    private static async Task RestartOfWait()
    {
        var restarts = NewRestarts(out var observer);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ends = 0;
        restarts.BeginAttempt();
        await Task.WhenAll(
            Task.Run(() => observer.OnNext(default)),
            Task.Run(() => restarts.Waiting(() =>
            {
                Specification.Assert(Interlocked.Increment(ref ends) == 1, "ended twice");
                ended.TrySetResult();
            })));
        await ended.Task;
    }

    private static Restarts NewRestarts(out IObserver<Unit> observer)
    {
        IObserver<Unit>? subscribed = null;
        var restarts = new Restarts(
            new ManualObservable<Unit>(o =>
            {
                subscribed = o;
                return Disposable.Empty;
            }),
            new RacingClock());
        observer = subscribed!;
        return restarts;
    }
}
