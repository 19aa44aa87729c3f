using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Endless work at one instant.</summary>
public class BoundedSchedulerTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    [Test]
    public void Endless_work_at_one_instant_fails_the_test()
    {
        var marbles = new Marbles(new HistoricalScheduler(), Frame); // on TestScheduler, each work item takes a tick

        var repeat = Failure(() => marbles.Expect(marbles.Cold("|").Repeat()).ToBe("-a"));
        marbles = new Marbles(new HistoricalScheduler(), Frame);
        marbles.Run(TimeSpan.FromMilliseconds(20));
        var interval = Failure(() => marbles.Run(Observable.Interval(TimeSpan.Zero, marbles.Scheduler), until: TimeSpan.FromSeconds(1)));

        Assert.That(repeat, Does.StartWith("100000 work items ran at the same instant, after 0ms"));
        Assert.That(interval, Does.StartWith("100000 work items ran at the same instant, after 20ms"));

        static string Failure(Action act)
        {
            using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
            {
                return Assert.Throws<AssertionException>(act)!.Message;
            }
        }
    }
}
