using System.Reactive.Disposables;
using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>A consumer that crashes at any moment misses no event, and repeats only events that were not saved.</summary>
public class CrashResumeTests : VirtualTimeTests
{
#if MUTANTS // fewer, because they run for hundreds of mutants
    private const int Trials = 10;
#else
    private const int Trials = 100;
#endif

    [Test]
    public void A_pushed_consumer_resumes_after_a_crash_without_loss() => Try(life => SseObservable.Connect(life.Server, life.Options)
        .Select(e =>
        {
            life.Done(life.Begin(e));
            return e;
        })
        .CheckpointTo(life)
        .Subscribe(_ => { }, life.Complete));

    [Test]
    public void A_pulled_consumer_resumes_after_a_crash_without_loss() => Try(life =>
    {
        var process = new CancellationDisposable();
        _ = Consume(process.Token);
        return process;

        async Task Consume(CancellationToken cancellationToken)
        {
            var events = SseAsyncEnumerable.Connect(life.Server, life.Options).CheckpointTo(life);
            await foreach (var e in events.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await life.WorkAsync(e, cancellationToken).ConfigureAwait(false);
            }

            life.Complete();
        }
    });

    [TestCase(1)]
    [TestCase(4)]
    public void Concurrent_work_resumes_after_a_crash_without_loss(int maxConcurrency) => Try(life =>
    {
        var process = new CancellationDisposable();
        _ = Consume(process.Token);
        return process;

        async Task Consume(CancellationToken cancellationToken)
        {
            var results = SseAsyncEnumerable.Connect(life.Server, life.Options)
                .SelectConcurrent(maxConcurrency, life.WorkAsync)
                .CheckpointTo(life);
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
