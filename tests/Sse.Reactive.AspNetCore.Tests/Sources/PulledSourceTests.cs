namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Async sequences: pulled only as fast as the client reads.</summary>
public class PulledSourceTests : ResponseFixture
{
    [Test]
    public async Task Is_pulled_no_faster_than_the_client_reads_and_loses_nothing()
    {
        var pulled = 0;
        async IAsyncEnumerable<SseEvent> Events()
        {
            for (; pulled < 1000; pulled++)
            {
                await Task.Yield();
                Waiting.Pulse();
                yield return new($"{pulled}");
            }
        }

        Options = Options with { MaxQueuedMessages = 10 };
        using var client = FakeClient.Start(SseResults.Stream(Events(), Options), room: 100);
        await Waiting.UntilAsync(() => pulled >= 10, () => "The sequence was not pulled.");

        Assert.That(pulled, Is.LessThan(100));
        var text = await client.ReadToEndAsync();
        Assert.That(text, Is.EqualTo(string.Concat(Enumerable.Range(0, 1000).Select(i => $"data: {i}\n\n"))));
    }

    private static readonly SseOverflowPolicy[] Policies =
        [SseOverflowPolicy.Disconnect, SseOverflowPolicy.DropOldest, SseOverflowPolicy.KeepLatest(e => e.Type)];

    [TestCaseSource(nameof(Policies))]
    public async Task Loses_nothing_under_any_policy(SseOverflowPolicy policy)
    {
        var pulled = 0;
        async IAsyncEnumerable<SseEvent> Events()
        {
            for (; pulled < 1000; pulled++)
            {
                await Task.Yield();
                Waiting.Pulse();
                yield return new($"{pulled}");
            }
        }

        Options = Options with { MaxQueuedMessages = 10, Overflow = policy };
        using var client = FakeClient.Start(SseResults.Stream(Events(), Options), room: 10);
        await Waiting.UntilAsync(() => pulled >= 10, () => "The sequence was not pulled."); // nothing is read: the outbox fills

        var text = await client.ReadToEndAsync();
        Assert.That(text, Is.EqualTo(string.Concat(Enumerable.Range(0, 1000).Select(i => $"data: {i}\n\n"))));
    }

    [Test]
    public async Task A_sequence_that_ignores_cancellation_ends_at_its_next_value()
    {
        var hasEnded = false;
        async IAsyncEnumerable<SseEvent> Events()
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return new("x");
                }
            }
            finally
            {
                hasEnded = true;
                Waiting.Pulse();
            }
        }

        using var client = FakeClient.Start(SseResults.Stream(Events(), Options));
        await client.ReadUntilAsync("data: x\n\n");

        client.Abort();

        await Waiting.UntilAsync(() => hasEnded, () => "The sequence is still pulled.");
    }
}
