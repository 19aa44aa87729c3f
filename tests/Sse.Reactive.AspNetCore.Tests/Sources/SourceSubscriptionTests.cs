using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The subscription to a source.</summary>
public class SourceSubscriptionTests : ResponseFixture
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task An_exception_from_Dispose_affects_neither_the_publisher_nor_the_end_of_the_response(bool isReset)
    {
        using var logs = new LogRecorder();
        var services = new ServiceCollection().AddLogging(l => l.AddProvider(logs)).BuildServiceProvider();
        Options = Options with { MaxQueuedMessages = 2 };
        var source = Observable.Create<SseEvent>(observer =>
        {
            var subscription = Source.Subscribe(observer);
            return () =>
            {
                subscription.Dispose();
                throw new FormatException();
            };
        });
        using var client = await FakeClient.OpenAsync(source, Options, room: 10, services);

        if (isReset)
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.That(() => Source.OnNext(new("0123456789")), Throws.Nothing);
            }

            await client.ReadToEndAsync();
        }
        else
        {
            client.Abort();
        }

        await client.Response.WaitAsync(Waiting.Deadline);
        Assert.That(logs.Entries.Single(l => l.Level == LogLevel.Error).Event, Is.EqualTo("DisposalFailed"));
        Assert.That(logs.Entries.Count(l => l.Event == "TooSlow"), Is.EqualTo(isReset ? 1 : 0));
    }
}
