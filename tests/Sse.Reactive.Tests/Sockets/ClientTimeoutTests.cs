using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary><see cref="HttpClient.Timeout"/> covers the wait for the headers and no more, as docs/http.md says.</summary>
public class ClientTimeoutTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    [Test]
    public async Task HttpClient_Timeout_does_not_end_an_open_stream()
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "data: 1\n\n");
            await Task.Delay(3 * Limit, context.RequestAborted);
            await EventServer.SendAsync(context.Response, "data: 2\n\n");
        });
        using var client = new HttpClient { Timeout = Limit };

        var signals = await SseObservable.Signals(server.Uri, new() { HttpClient = client, ReconnectionTime = TimeSpan.Zero })
            .SkipWhile(s => s is not SseSignal.Opened) // a machine under load may need a second attempt to open
            .TakeUntil(s => s is SseSignal.Event { Value.Data: "2" }).ToList().ToTask().WaitAsync(Deadline);

        Assert.That(signals.OfType<SseSignal.Event>().Select(s => s.Value.Data), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(signals.OfType<SseSignal.Disconnected>(), Is.Empty);
    }

    [Test]
    public async Task Headers_later_than_HttpClient_Timeout_fail_the_attempt()
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref requests) == 1)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted); // a server that sends its headers with the first event
            }

            await EventServer.SendAsync(context.Response, "data: x\n\n");
        });
        using var client = new HttpClient { Timeout = Limit };

        var first = await SseObservable.Signals(server.Uri, new() { HttpClient = client, ReconnectionTime = TimeSpan.Zero })
            .TakeUntil(s => s is SseSignal.Event).FirstAsync().ToTask().WaitAsync(Deadline);

        Assert.That(
            ((SseSignal.Disconnected)first).Cause,
            Is.InstanceOf<OperationCanceledException>().With.InnerException.InstanceOf<TimeoutException>());
    }
}
