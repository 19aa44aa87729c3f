using System.Reactive.Disposables;
using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>A consumer that dies at any moment misses nothing, and repeats only what was not acknowledged.</summary>
public class CrashResumeTests : VirtualTimeTests
{
    private const int Trials = 100;

    [Test]
    public void Pushed() => Try(life => SseObservable.Connect(life.Server, life.Options)
        .Select(e =>
        {
            life.Done(life.Begin(e));
            return e;
        })
        .CheckpointTo(life)
        .Subscribe(_ => { }, life.Complete));

    [Test]
    public void Pulled() => Try(life =>
    {
        var process = new CancellationDisposable();
        _ = Consume(process.Token);
        return process;

        async Task Consume(CancellationToken cancellationToken)
        {
            await foreach (var e in SseAsyncEnumerable.Connect(life.Server, life.Options).CheckpointTo(life).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await life.WorkAsync(e, cancellationToken).ConfigureAwait(false);
            }

            life.Complete();
        }
    });

    [TestCase(1)]
    [TestCase(4)]
    public void Several_at_a_time(int maxConcurrency) => Try(life =>
    {
        var process = new CancellationDisposable();
        _ = Consume(process.Token);
        return process;

        async Task Consume(CancellationToken cancellationToken)
        {
            var results = SseAsyncEnumerable.Connect(life.Server, life.Options).SelectConcurrent(life.WorkAsync, maxConcurrency).CheckpointTo(life);
            await foreach (var _ in results.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
            }

            life.Complete();
        }
    });

    private void Try(Func<CrashTrial.Life, IDisposable> start)
    {
        var lives = 0;
        var repeats = 0;
        for (var seed = 0; seed < Trials; seed++)
        {
            StartTime();
            var trial = new CrashTrial(Scheduler, seed);
            trial.Run(start);
            lives += trial.Lives;
            repeats += trial.Repeats;
        }

        TestContext.Out.WriteLine($"{lives} lives, {repeats} repeats");
        Assert.That(lives, Is.GreaterThan(Trials * 3), "there were crashes");
        Assert.That(repeats, Is.GreaterThan(Trials), "crashes came between the work and its acknowledgement");
    }
}
