using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>A scheduler that is disposed of while a subscription uses it: the error names the option, not the policy.</summary>
public class DisposedSchedulerTests
{
    [TestCase(true, TestName = "With_a_timeout_the_error_names_the_scheduler")]
    [TestCase(false, TestName = "In_a_wait_the_error_names_the_scheduler")]
    public async Task Names(bool isTimeout)
    {
        var scheduler = new EventLoopScheduler();
        var logger = new ListLogger();
        var options = new SseOptions { Scheduler = scheduler, Logger = logger, IdleTimeout = isTimeout ? TimeSpan.FromMinutes(1) : null };
        SseTransport transport = (_, _) =>
        {
            scheduler.Dispose();
            return isTimeout ? new(new TaskCompletionSource<SseResponse>().Task) : throw new IOException("reset");
        };

        foreach (var events in new[]
        {
            SseObservable.Connect(transport, options),
            SseAsyncEnumerable.Connect(transport, options).ToObservable(),
        })
        {
            var error = await Assert.ThrowsAsync<ObjectDisposedException>(
                async () => await events.LastOrDefaultAsync().ToTask().WaitAsync(TestDeadline.Value));
            Assert.That(error!.Message, Does.Contain("SseOptions.Scheduler").And.Not.Contain("ReconnectPolicy"));
        }
    }
}
