namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Responses as subscribers of several topics.</summary>
public sealed class TopicSetClientTests : ResponseFixture
{
    [Test]
    public async Task Has_subscribed_to_each_topic_before_the_headers_are_sent()
    {
        using var topics = new SseTopics(scheduler: Scheduler);

        // There is no room for the first line of the stream: nothing but the headers was sent.
        using var client = FakeClient.Start(SseResults.Stream(topics.After(["a", "b"], ""), Options), room: 1);

        Assert.That((topics.SubscriberCount("a"), topics.SubscriberCount("b")), Is.EqualTo((1, 1)));
        topics.Publish("b", new("early"));
        var text = "";
        await Waiting.UntilAsync(
            () => (text += client.ReadAvailable()).Contains("data: early", StringComparison.Ordinal),
            () => $"The event was lost: '{text}'.");
    }
}
