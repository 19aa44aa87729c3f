namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Names that IDs cannot contain, refused before anything is published or subscribed to.</summary>
public sealed class TopicNameTests
{
    [TestCase("x", 4055)]
    [TestCase("ü", 675)]
    public void The_longest_name_has_IDs_that_clients_send_back(string character, int count)
    {
        using var topics = new SseTopics();
        var name = Repeat(character, count);
        var received = new List<string>();

        using var subscription = topics.After([name], "").Subscribe(e => received.Add(e.LastEventId));
        topics.Publish(name, new("1"));
        topics.Publish(name, new("2", LastEventId: new string('9', 40)));
        topics.Publish(name, new("3"));

        Assert.That(received, Has.Count.EqualTo(3).And.All.Length.LessThanOrEqualTo(4096));
    }

    [TestCase("x", 4056, "4056 bytes")]
    [TestCase("ü", 676, "4056 bytes")]
    [TestCase("/", 100_000, "300000 bytes")]
    [TestCase("lone", 1, "lone surrogate")]
    [TestCase("\0", 1, "U+0000")]
    public void Another_one_is_refused_by_name(string character, int count, string message)
    {
        var isAsked = false;
        using var topics = new SseTopics(_ =>
        {
            isAsked = true;
            return new();
        });
        var name = character == "lone" ? "room \uD800" : Repeat(character, count); // an attribute cannot hold it

        Refuses("name", () => _ = new SseTopic(name));
        Refuses("name", () => topics.Publish(name, new("x")));
        Refuses("name", () => topics.PublishJson(name, 1, NumberContext.Default.Int32));
        Refuses("name", () => topics.After(name, ""));
        Refuses("names", () => topics.After(["a", name], ""));
        Assert.That((topics.Names.Count, isAsked), Is.EqualTo((0, false)));

        void Refuses(string parameter, Action action)
        {
            var error = Assert.Throws<ArgumentException>(() => action())!;
            Assert.That(error.ParamName, Is.EqualTo(parameter));
            Assert.That(error.Message, Does.Contain(message).And.Length.LessThan(500));
        }
    }

    [Test]
    public void No_name_is_refused_by_name()
    {
        using var topics = new SseTopics();

        Assert.That(() => topics.SubscriberCount(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("name"));
        Assert.That(() => topics.Remove(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("name"));
        Assert.That(() => topics.Publish(null!, new("x")), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("name"));
    }

    private static string Repeat(string character, int count) => string.Concat(Enumerable.Repeat(character, count));
}
