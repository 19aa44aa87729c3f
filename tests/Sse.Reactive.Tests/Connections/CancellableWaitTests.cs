using System.Diagnostics;

namespace Sse.Reactive.Tests.Connections;

/// <summary>A wait is settled once, by its completion or its timeout. (Its source file is compiled into these tests.)</summary>
public class CancellableWaitTests
{
    [Test]
    [CancelAfter(120_000)]
    public void A_completion_that_races_with_the_timeout_always_settles_the_wait(CancellationToken deadline)
    {
        const int Rounds = 300_000; // or as many as a busy machine does in half a minute
        var time = Stopwatch.StartNew();
        var isOver = false;
        var (operation, source, round) = (default(TaskCompletionSource<int>), default(CancellationTokenSource), 0);
        var other = new Thread(() =>
        {
            // Completes each round's operation when its cancellation has begun, and a little later in each round.
            for (var i = 1; i <= Rounds; i++)
            {
                SpinUntil(() => Volatile.Read(ref round) == i || Volatile.Read(ref isOver) || deadline.IsCancellationRequested);
                if (Volatile.Read(ref round) != i)
                {
                    return;
                }

                var token = source!.Token;
                SpinUntil(() => token.IsCancellationRequested || deadline.IsCancellationRequested);
                for (var k = 0; k < i % 700; k++)
                {
                    Volatile.Read(ref round); // about a nanosecond
                }

                operation!.TrySetResult(i);
                Interlocked.Exchange(ref round, -i);
            }
        });
        other.Start();

        for (var i = 1; i <= Rounds && time.Elapsed < TimeSpan.FromSeconds(30); i++)
        {
            operation = new();
            source = new();
            var wait = CancellableWait<int>.TryStart(operation, static (o, _) => new(o.Task), source.Token, out _)!;
            Volatile.Write(ref round, i);
            wait.CancelBy(source);
            SpinUntil(() => Volatile.Read(ref round) == -i || deadline.IsCancellationRequested);

            Assert.That(wait.Outcome.IsCompleted, $"round {i}: neither the result nor the cancellation arrives");
        }

        Volatile.Write(ref isOver, true);
        other.Join();
        deadline.ThrowIfCancellationRequested();
    }

    private static void SpinUntil(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            if (i % 1000 == 999)
            {
                Thread.Yield();
            }
        }
    }
}
