using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The health check of topics.</summary>
public class TopicsHealthTests : SharedTopicsFixture
{
    [Test]
    public async Task A_store_that_answers_is_healthy_also_without_subscribers()
    {
        B.Store.Delay = TimeSpan.Zero;
        var idle = await CheckAsync(B);
        using var subscriber = new Recording(B.Topic);
        using var other = new Recording(B.Topic);
        var used = await CheckAsync(B);

        Assert.That((idle.Status, idle.Description), Is.EqualTo((HealthStatus.Healthy, "Memory answers.")));
        Assert.That(idle.Data["topics"], Is.Zero);
        Assert.That(used.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(used.Data, Is.EquivalentTo(new Dictionary<string, object>
        {
            ["store"] = "Memory",
            ["topics"] = 1,
            ["subscribers"] = 2,
            ["failingTopics"] = 0,
            ["waitingPublishes"] = 0,
            ["responseTime"] = TimeSpan.Zero,
        }));
        Assert.That(Engine.TopicCount, Is.Zero, "the check creates nothing");
    }

    [Test]
    public async Task A_store_that_does_not_answer_is_degraded_and_after_a_while_unhealthy()
    {
        using var subscriber = new Recording(B.Topic);
        B.Store.IsUnreachable = true;
        var first = await CheckAsync(B);
        Advance(29.5);
        var second = await CheckAsync(B);
        Advance(1);
        var third = await CheckAsync(B);
        B.Store.IsUnreachable = false;
        var fourth = await CheckAsync(B);
        B.Store.IsUnreachable = true;
        var fifth = await CheckAsync(B);

        Assert.That(
            new[] { first, second, third, fourth, fifth }.Select(c => c.Status),
            Is.EqualTo(new[]
            {
                HealthStatus.Degraded, HealthStatus.Degraded, HealthStatus.Unhealthy, HealthStatus.Healthy, HealthStatus.Degraded,
            }));
        Assert.That(first.Exception, Is.TypeOf<SseStoreException>());
        Assert.That(third.Data["failingFor"], Is.EqualTo(TimeSpan.FromSeconds(30.5)));
        Assert.That(third.Description, Does.StartWith("Memory has not answered for 00:00:30.5"));
        Assert.That(fifth.Data["failingFor"], Is.EqualTo(TimeSpan.Zero), "it had answered in between");
    }

    [Test]
    public async Task A_publish_that_failed_is_remembered_until_the_store_answers()
    {
        A.Store.IsUnreachable = true;
        Assert.That(async () => await A.Topic.PublishAsync(new("1")), Throws.TypeOf<SseStoreException>());
        Advance(31);

        Assert.That((await CheckAsync(A)).Status, Is.EqualTo(HealthStatus.Unhealthy));
        A.Store.IsUnreachable = false;
        var answering = await CheckAsync(A);
        Assert.That(answering.Status, Is.EqualTo(HealthStatus.Degraded), "it is not known yet whether publishing works");
        A.Publish("2");
        Assert.That((await CheckAsync(A)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_store_that_answers_while_publishing_fails_is_degraded()
    {
        A.Store.LosesAnswers = true;
        Assert.That(async () => await A.Topic.PublishAsync(new("1")), Throws.TypeOf<SseStoreException>());
        Advance(60);
        Assert.That(async () => await A.Topic.PublishAsync(new("2")), Throws.TypeOf<SseStoreException>());
        Advance(299);
        var failing = await CheckAsync(A);
        Advance(2);
        var longAgo = await CheckAsync(A);

        Assert.That(failing.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(
            failing.Description, Does.StartWith("Memory answers, but this node could not publish for 00:05:59: ").And.Contain("was lost"));
        Assert.That(longAgo.Status, Is.EqualTo(HealthStatus.Healthy), "nothing was published for a while");
        Assert.That((await CheckAsync(B)).Status, Is.EqualTo(HealthStatus.Healthy), "each node knows of its own publishes");
    }

    [Test]
    public async Task A_store_whose_own_work_fails_is_degraded()
    {
        var store = new StubbornStore(Engine)
        {
            Failures = [new("remove expired events", TimeSpan.FromMinutes(3), new SseStoreException("Memory", "The disk is full."))],
        };
        await using var topics = new SseSharedTopics(store, Options);

        var failing = await CheckAsync(topics);
        store.Failures = [];

        Assert.That(failing.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(
            failing.Description,
            Is.EqualTo("Memory answers, but this node could not remove expired events for 00:03:00: The disk is full."));
        Assert.That((await CheckAsync(topics)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_topic_that_could_not_be_read_is_forgotten_with_its_last_subscriber()
    {
        var store = new StubbornStore(Engine) { ReadError = new SseStoreException("Memory", "No permission.") };
        await using var topics = new SseSharedTopics(store, Options);
        using (new Recording(topics["t"]))
        {
            Advance(5);
        }

        store.ReadError = null;
        Advance(5);

        Assert.That((await CheckAsync(topics)).Data["failingTopics"], Is.Zero);
    }

    [Test]
    public async Task Publishes_that_wait_are_counted()
    {
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = Enumerable.Range(0, 7).Select(i => A.Topic.PublishAsync(new($"{i}")).AsTask()).ToList();
        var checking = CheckAsync(A);
        await Waiting.AdvanceUntilAsync(() => Advance(0.1), () => A.Store.Checks == 1, () => "The store was not asked.");
        A.Store.Delay = TimeSpan.Zero;
        Advance(0.5);

        await Waiting.AdvanceUntilAsync(() => Advance(1), () => checking.IsCompleted, () => "The check has not ended.");
        await Task.WhenAll(publishing).WaitAsync(Waiting.Deadline);
        Assert.That((await checking).Data["waitingPublishes"], Is.InRange(0, 7));
        Assert.That((await CheckAsync(A)).Data["waitingPublishes"], Is.Zero);
    }

    [Test]
    public async Task A_topic_that_cannot_be_read_is_degraded()
    {
        var store = new StubbornStore(Engine) { ReadError = new SseStoreException("Memory", "No permission.") };
        await using var topics = new SseSharedTopics(store, Options);
        using var subscriber = new Recording(topics["t"]);

        var failing = await CheckAsync(topics);
        store.ReadError = null;
        Advance(5);

        Assert.That((failing.Status, failing.Data["failingTopics"]), Is.EqualTo((HealthStatus.Degraded, (object)1)));
        Assert.That((await CheckAsync(topics)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task An_engine_that_is_not_set_up_is_unhealthy_at_once()
    {
        var store = new StubbornStore(Engine) { CheckError = new SseStoreSetupException("Memory", "The schema has version 7.") };
        await using var topics = new SseSharedTopics(store, Options);

        var check = await CheckAsync(topics);

        Assert.That(check.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(check.Description, Is.EqualTo("Memory is not set up: The schema has version 7."));
    }

    [Test]
    public async Task Topics_in_memory_and_topics_with_a_name_are_checked_too()
    {
        await using var services = new ServiceCollection().AddLogging()
            .AddSseTopics().Services
            .AddSseTopics("rooms").UseStore(_ => B.Store, Options).Services
            .AddHealthChecks().AddSseTopics().AddSseTopics("rooms", tags: ["ready"], unhealthyAfter: TimeSpan.Zero).Services
            .BuildServiceProvider();
        B.Store.IsUnreachable = true;

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.That(
            report.Entries.Select(e => (e.Key, e.Value.Status)),
            Is.EqualTo(new[] { ("sse-topics", HealthStatus.Healthy), ("sse-topics-rooms", HealthStatus.Unhealthy) }));
        Assert.That(report.Entries["sse-topics-rooms"].Tags, Is.EqualTo(new[] { "ready" }));
        Assert.That(
            () => new ServiceCollection().AddHealthChecks().AddSseTopics(unhealthyAfter: TimeSpan.FromSeconds(-1)),
            Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static Task<HealthReportEntry> CheckAsync(Node node) => CheckAsync(node.Topics);

    private static async Task<HealthReportEntry> CheckAsync(ISseTopics topics)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(topics)
            .AddHealthChecks().AddSseTopics().Services.BuildServiceProvider();
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WaitAsync(Waiting.Deadline);
        return report.Entries["sse-topics"];
    }
}
