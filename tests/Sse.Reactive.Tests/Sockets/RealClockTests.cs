using System.Diagnostics;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>
/// Timeouts, limits and waits in real time. tests/clocks.sh runs these while the wall clock jumps by hours, up and down in each three
/// seconds.
/// </summary>
[Parallelizable] // with others that wait
public class RealClockTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(300);

    [Test]
    public async Task Limits_and_waits_are_the_time_that_passes()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var downtimes = new List<TimeSpan>();
        var time = Stopwatch.StartNew();

        var attempts = await SseObservable.Signals(
                server.Uri,
                new()
                {
                    MaxDowntime = Minute,
                    ReconnectPolicy = context =>
                    {
                        downtimes.Add(context.Downtime);
                        return SseReconnectDecision.RetryAfter(Wait);
                    },
                })
            .OfType<SseSignal.Disconnected>().Take(12).Count().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(attempts, Is.EqualTo(12));
        Assert.That(time.Elapsed, Is.GreaterThan(10 * Wait));
        Assert.That(downtimes, Is.Ordered.And.All.LessThan(Minute));
        Assert.That(downtimes[^1], Is.GreaterThan(9 * Wait));
    }

    [Test]
    public async Task A_timeout_is_the_time_that_passes()
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            for (var i = 0; i < 11; i++)
            {
                await EventServer.SendAsync(context.Response, "data: x\n\n");
                await Task.Delay(Wait, context.RequestAborted);
            }
        });

        var signals = await SseObservable.Signals(server.Uri, new() { IdleTimeout = Minute, EventTimeout = Minute })
            .Take(12).ToList().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(signals.Skip(1), Is.All.InstanceOf<SseSignal.Event>());
    }
}
