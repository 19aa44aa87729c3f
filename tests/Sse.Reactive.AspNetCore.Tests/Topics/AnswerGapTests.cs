namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Answers from a topic that has removed some of their events: no client takes the rest for the whole.</summary>
public class AnswerGapTests : TopicFixture
{
    /// <summary>Virtual time does not wait for the thread pool: it must not be a write timeout that breaks an answer.</summary>
    private static readonly TimeSpan Patient = TimeSpan.FromDays(40);

    [TestCase("POST", SseUnfinishedEnd.ByMethod, true)]
    [TestCase("GET", SseUnfinishedEnd.Abort, true)]
    [TestCase("POST", SseUnfinishedEnd.Resume, false)]
    [TestCase("GET", SseUnfinishedEnd.ByMethod, false)]
    public async Task An_answer_breaks_off_where_a_slow_client_has_missed_events(string method, SseUnfinishedEnd end, bool breaks)
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 20, ReplayFromOldest = true });
        var options = new SseServerOptions { Scheduler = Scheduler, UnfinishedEnd = end, WriteTimeout = Patient };
        using var client = FakeClient.Start(SseResults.Stream(topic, options), room: 10, method: method);
        Publish(topic, 1);
        await Waiting.UntilAsync(() => client.IsFlushWaiting, () => "The client's flush does not wait.");
        Publish(topic, 99);
        topic.OnCompleted();

        var text = await ReadToEndAsync(client);

        Assert.That(client.IsReset, Is.EqualTo(breaks));
        Assert.That(text, breaks ? Does.Not.Contain("data: 100\n") : Does.Contain("data: 100\n").And.Contain("event: sse-gap\n"));
        Assert.That(text, breaks ? Does.Not.Contain("sse-gap") : Does.Contain("sse-gap"));
        Assert.That(Gaps, Is.Not.Empty);
        Assert.That(topic.HasSubscribers, Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_answer_with_an_end_mark_does_not_begin_in_its_middle(bool hasEndMark)
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 20, ReplayFromOldest = true });
        var options = new SseServerOptions
        {
            Scheduler = Scheduler,
            WriteTimeout = Patient,
            UnfinishedEnd = SseUnfinishedEnd.Abort,
            CompletionEvent = hasEndMark ? new("[DONE]") : null,
            ErrorEvents = error => [new(error.Message, "error")],
        };
        Publish(topic, 21);
        topic.OnCompleted();

        using var client = FakeClient.Start(SseResults.Stream(topic, options));
        var text = await ReadToEndAsync(client);

        Assert.That(client.IsReset, Is.EqualTo(hasEndMark));
        Assert.That(text, hasEndMark
            ? Does.Contain("event: error\ndata: The topic 't' no longer holds its first 1 events").And.Not.Contain("[DONE]")
            : Does.Contain("data: 2\n").And.Contain("data: 21\n"));
        Assert.That(text, Does.Not.Contain("sse-gap"));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public async Task An_answer_that_is_held_from_its_first_event_is_whole()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 20, ReplayFromOldest = true });
        var options = new SseServerOptions { Scheduler = Scheduler, WriteTimeout = Patient, CompletionEvent = new("[DONE]") };
        Publish(topic, 20);
        topic.OnCompleted();

        using var client = FakeClient.Start(SseResults.Stream(topic, options), method: "POST");
        var text = await ReadToEndAsync(client);

        Assert.That(client.IsReset, Is.False);
        Assert.That(text, Does.Contain("data: 1\n").And.Contain("data: 20\n").And.Contain("data: [DONE]\n"));
    }

    [Test]
    public async Task A_client_that_asks_again_receives_the_gap_after_its_own_ID()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 20 });
        var options = new SseServerOptions { Scheduler = Scheduler, WriteTimeout = Patient, UnfinishedEnd = SseUnfinishedEnd.Abort };
        var ids = Publish(topic, 30);
        topic.OnCompleted();

        using var client = FakeClient.Start(SseResults.Stream(topic.After(ids[0]), options), method: "POST");
        var text = await ReadToEndAsync(client);

        Assert.That(client.IsReset, Is.False);
        Assert.That(text, Does.Contain("event: sse-gap\n").And.Contain("data: 30\n"));
    }

    private async Task<string> ReadToEndAsync(FakeClient client)
    {
        var text = "";
        await Waiting.AdvanceUntilAsync(
            () => Advance(seconds: 0.1), // a broken answer lingers for a second: it is read meanwhile
            () =>
            {
                text += client.IsReset ? "" : client.ReadAvailable();
                return client.Response.IsCompleted;
            },
            () => $"The response did not end after '{text}'.");
        return client.IsReset ? text : text + client.ReadAvailable();
    }
}
