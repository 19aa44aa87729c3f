using System.Globalization;
using System.IO.Pipelines;
using System.Reactive.Disposables;
using System.Text.Json;
using Microsoft.Coyote.Specifications;
using Sse.Reactive.AspNetCore;

namespace Sse.Concurrency.Tests;

/// <summary>The writer by hand-over, and the outboxes.</summary>
internal static class WriterScenarios
{
    private const int Each = 3;

    public static Scenario[] All { get; } =
    [
        new("writer: hand-over", () => HandOver(SseOverflowPolicy.Disconnect, room: 100, endsFirst: false)),
        new("writer: hand-over, fields", () => HandOver(SseOverflowPolicy.Disconnect, room: 100, endsFirst: false), TracksFields: true),
        new("writer: hand-over, end", () => HandOver(SseOverflowPolicy.Disconnect, room: 100, endsFirst: true)),
        new("outbox: disconnect", () => HandOver(SseOverflowPolicy.Disconnect, room: 2, endsFirst: false)),
        new("outbox: drop oldest", () => HandOver(SseOverflowPolicy.DropOldest, room: 2, endsFirst: false)),
        new("outbox: latest per key", () => HandOver(SseOverflowPolicy.KeepLatest(e => e.Data[..1]), room: 2, endsFirst: false)),
        new("writer: client leaves", ClientLeaves),
        new("writer: write timeout", WriteTimeout),
        new("writer: heartbeat and end", HeartbeatAndEnd),
        new("writer: delivery in Subscribe", DeliveryInSubscribe),
        new("writer: pulled source", Pulled),
        new("writer: source is stopped", SourceIsStopped),
    ];

    private static SseServerOptions Options(VirtualClock clock) =>
        new() { Scheduler = clock, HeartbeatInterval = null, ReconnectionTime = null };

    private static Task Sends(IObserver<SseEvent> observer, char name) => Task.Run(() =>
    {
        for (var i = 0; i < Each; i++)
        {
            observer.OnNext(new($"{name}{i}"));
        }
    });

    private static IEnumerable<int> Of(char name, Response response) =>
        response.Pipe.Data.Where(d => d[0] == name).Select(d => int.Parse(d[1..], CultureInfo.InvariantCulture));

    private static async Task HandOver(SseOverflowPolicy policy, int room, bool endsFirst)
    {
        var response = Response.Scripted(Options(new()) with { Overflow = policy, MaxQueuedMessages = room }, out var source);
        response.Start();
        var sending = Task.WhenAll(Sends(source.Observer, 'a'), Sends(source.Observer, 'b'));
        if (!endsFirst)
        {
            await sending;
        }

        response.Connection.Complete(isShared: false);
        await sending;
        await response.Ended;
        var drops = room < 100 && policy != SseOverflowPolicy.Disconnect;
        foreach (var name in "ab")
        {
            if (drops)
            {
                Sequence.Growing(Of(name, response), $"{name}");
            }
            else
            {
                Sequence.Consecutive(Of(name, response), $"{name}", 0, endsFirst || room < 100 ? null : Each - 1);
            }
        }

        if (policy == SseOverflowPolicy.DropOldest)
        {
            var reported = response.Pipe.Data.Where(d => d[0] == '{')
                .Sum(d => JsonDocument.Parse(d).RootElement.GetProperty("count").GetInt64());
            var received = response.Pipe.Data.Count(d => d[0] != '{');
            Specification.Assert(received + reported == 2 * Each, $"received {received}, reported {reported}: {response.Pipe.Text}");
        }

        if (policy != SseOverflowPolicy.Disconnect && policy != SseOverflowPolicy.DropOldest)
        {
            var last = Of('a', response).LastOrDefault(-1) + Of('b', response).LastOrDefault(-1);
            Specification.Assert(last == 2 * (Each - 1), $"the latest of a key was lost: {response.Pipe.Text}");
        }

        source.AssertStopped();
    }

    private static async Task ClientLeaves()
    {
        var clock = new VirtualClock();
        var options = Options(clock) with { HeartbeatInterval = TimeSpan.FromSeconds(1) };
        var response = Response.Scripted(options, out var source);
        response.Start();
        await Task.WhenAll(
            Sends(source.Observer, 'a'),
            Task.Run(() => clock.Advance(1)),
            Task.Run(response.Connection.Abort),
            Choice.Coin() ? Task.Run(() => response.Connection.Complete(isShared: false)) : Task.CompletedTask);
        await response.Ended;
        clock.Advance(5);
        Sequence.Consecutive(Of('a', response), "a", 0);
        source.AssertStopped();
    }

    private static async Task WriteTimeout()
    {
        var stuck = new TaskCompletionSource<FlushResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new SseServerOptions { Scheduler = new RacingClock(), HeartbeatInterval = null };
        var response = Response.Scripted(options, out var source);
        var number = Choice.Below(3);
        response.Pipe.Waiting = n => n == number ? stuck.Task : null;
        response.Feature.WasReset = () => _ = Task.Run(() => stuck.TrySetResult(new(isCanceled: true, isCompleted: false)));
        response.Start();
        await Task.WhenAll(
            Sends(source.Observer, 'a'),
            Choice.Coin() ? Task.Run(() => stuck.TrySetResult(default)) : Task.CompletedTask, // just in time, or just too late
            Choice.Coin() ? Task.Run(() => response.Connection.Complete(isShared: false)) : Task.CompletedTask);
        response.Connection.Complete(isShared: false);
        await response.Ended; // a flush that nothing has reset would wait here
        response.Connection.Reset(EndReason.Shutdown); // asserts that nothing is reset after the end
        Sequence.Consecutive(Of('a', response), "a", 0);
    }

    private static async Task HeartbeatAndEnd()
    {
        var clock = new VirtualClock();
        var response = Response.Scripted(Options(clock) with { HeartbeatInterval = TimeSpan.FromSeconds(1) }, out var source);
        response.Start();
        await Task.WhenAll(
            Task.Run(() =>
            {
                clock.Advance(1);
                clock.Advance(1);
            }),
            Task.Run(() => source.Observer.OnNext(new("a0"))),
            Task.Run(() => response.Connection.Close(EndReason.MaxConnectionAge, TimeSpan.FromSeconds(3))));
        await response.Ended;
        clock.Advance(10);
        Specification.Assert(
            response.Pipe.ValuesOf("retry: ").SequenceEqual(["3000"])
                && response.Pipe.Text.TrimEnd().EndsWith("retry: 3000", StringComparison.Ordinal),
            $"the final retry is not the last: {response.Pipe.Text}");
    }

    private static async Task DeliveryInSubscribe()
    {
        Task? sending = null;
        var response = Response.Scripted(Options(new()), out _, observer =>
        {
            sending = Sends(observer, 'a');
            observer.OnNext(new("b0"));
            if (Choice.Coin())
            {
                observer.OnError(new InvalidOperationException());
            }
            else
            {
                observer.OnCompleted();
            }
        });
        response.Start();
        await response.Ended;
        await sending!;
        Sequence.Consecutive(Of('a', response), "a", 0);
        Sequence.Consecutive(Of('b', response), "b", 0, 0);
    }

    /// <summary>A source is stopped while it is being subscribed to; heartbeats fire at any moment.</summary>
    private static async Task SourceIsStopped()
    {
        var disposals = 0;
        var source = new ManualObservable<SseEvent>(observer =>
        {
            observer.OnNext(new("a0"));
            return Disposable.Create(() => Interlocked.Increment(ref disposals));
        });
        var options = Options(new()) with
        {
            Scheduler = new RacingClock(longest: 5, timers: 4),
            HeartbeatInterval = TimeSpan.FromSeconds(1),
        };
        var response = Response.To(source, options);
        await Task.WhenAll(Task.Run(response.Start), Task.Run(response.Connection.Abort));
        await response.Ended;
        Specification.Assert(disposals <= 1, $"disposed of {disposals} times");
        Sequence.Consecutive(Of('a', response), "a", 0);
    }

    private static async Task Pulled()
    {
        var response = Response.To(new ScriptedSequence(count: 6), Options(new()) with { MaxQueuedMessages = 2 });
        response.Start();
        await response.Ended;
        Sequence.Consecutive(Of('a', response), "a", 0, 5);
    }
}
