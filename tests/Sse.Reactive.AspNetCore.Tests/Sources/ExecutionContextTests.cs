using System.Globalization;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>User code downstream of a topic runs as the request that asked, whichever thread publishes.</summary>
public sealed class ExecutionContextTests : ServerFixture
{
    private readonly SseTopic _topic = new("t");
    private readonly SseTopics _topics = new();
    private readonly HttpContextAccessor _accessor = new();

    [OneTimeTearDown]
    public void TearDown() => _topics.Dispose();

    [TestCase("topic")]
    [TestCase("topics")]
    [TestCase("switch")]
    [TestCase("result")]
    public async Task Live_events_are_filtered_as_the_subscriber_and_not_as_the_publisher(string path)
    {
        await using var server = await StartAsync();
        using var alice = await GetAsync(server, $"{path}?user=alice");
        using var body = new StreamReader(await alice.Content.ReadAsStreamAsync());

        await PublishAsync(server, "bob", "a secret");
        await PublishAsync(server, "alice", "hers");
        await PublishAsync(server, "all", "end");

        var data = new List<string>();
        while (data.LastOrDefault() != "data: end")
        {
            var line = await body.ReadLineAsync().WaitAsync(Deadline);
            data.AddRange(line!.StartsWith("data:", StringComparison.Ordinal) ? [line] : []);
        }

        Assert.That(data, Is.EqualTo(new[] { "data: hers", "data: end" }));
    }

    [Test]
    public async Task Operators_format_in_the_culture_of_the_subscriber()
    {
        await using var server = await Server.StartAsync(app =>
        {
            app.UseRequestLocalization("de-DE", "en-US");
            app.MapSse("/", s => _topic.After(s.LastEventId).Select(_ => $"{1.5}").Take(1));
            app.MapPost("/publish", () => _topic.Publish(new("x")) + CultureInfo.CurrentCulture.Name);
        });
        using var german = await GetAsync(server, "?culture=de-DE");

        using var published = await Http.PostAsync(new Uri(server.Uri, "publish?culture=en-US"), null);

        Assert.That(await published.Content.ReadAsStringAsync(), Does.EndWith("en-US"), "the publisher's own culture is restored");
        Assert.That(await german.Content.ReadAsStringAsync(), Does.EndWith("data: 1,5\n\n"));
    }

    [Test]
    public void A_subscriber_that_changes_its_context_does_not_change_the_publishers()
    {
        var user = new AsyncLocal<string> { Value = "subscriber" };
        var seen = new List<string?>();
        using var subscription = _topic.Subscribe(_ =>
        {
            seen.Add(user.Value);
            user.Value = "changed";
        });

        user.Value = "publisher";
        _topic.Publish(new("1"));
        _topic.Publish(new("2"));

        Assert.That(seen, Is.EqualTo(new[] { "subscriber", "subscriber" }));
        Assert.That(user.Value, Is.EqualTo("publisher"));
    }

    [Test]
    public void OnGap_runs_in_the_context_of_the_subscriber()
    {
        var user = new AsyncLocal<string> { Value = "subscriber" };
        var seen = new List<string?>();
        var topic = new SseTopic("t", new() { MaxEvents = 1, OnGap = _ => seen.Add(user.Value) });
        var isFirst = true;
        using var subscription = topic.Subscribe(_ =>
        {
            if (isFirst) // it falls behind by more than the history holds
            {
                isFirst = false;
                topic.Publish(new("2"));
                topic.Publish(new("3"));
            }
        });

        user.Value = "publisher";
        topic.Publish(new("1"));

        Assert.That(seen, Is.EqualTo(new[] { "subscriber" }));
    }

    [Test]
    public async Task The_key_of_KeepLatest_is_computed_in_the_context_of_the_subscriber()
    {
        var user = new AsyncLocal<string> { Value = "subscriber" };
        var seen = new List<string?>();
        var options = new SseServerOptions
        {
            Overflow = SseOverflowPolicy.KeepLatest(e =>
            {
                seen.Add(user.Value);
                return e.Type;
            }),
        };
        using var source = new TestSource();
        using var client = await FakeClient.OpenAsync(source, options, room: 10);

        user.Value = "publisher";
        source.OnNext(new("0123456789"));
        seen.Clear();
        for (var i = 0; i < 10; i++)
        {
            source.OnNext(new("x")); // queued: the client reads nothing
        }

        Assert.That(seen, Has.Count.EqualTo(10).And.All.EqualTo("subscriber"));
    }

    private async Task<Server> StartAsync() => await Server.StartAsync(
        app =>
        {
            // The request decides what may be seen: the type of an event is its owner.
            app.MapSse("/topic", s => _topic.After(s.LastEventId).Where(IsMine));
            app.MapSse("/topics", s => _topics.After("t", s.LastEventId).Where(IsMine));
            app.MapSse("/switch", _ => _topic.StartWith(new SseEvent("start", "none"))
                .Select(_ => _topic.Where(IsMine)).Take(1).Switch());
            app.MapGet("/result", (SseSubscriber s) => SseResults.Stream(_topic.After(s.LastEventId).Where(IsMine)));
            app.MapPost("/publish", (string user, string data) =>
            {
                _topics.Publish("t", new(data, user));
                _topic.Publish(new(data, user));
            });
        },
        builder => builder.Services.AddSingleton<IHttpContextAccessor>(_accessor));

    private bool IsMine(SseEvent e) => e.Type == "all" || e.Type == _accessor.HttpContext?.Request.Query["user"].ToString();

    private async Task PublishAsync(Server server, string user, string data)
    {
        using var response = await Http.PostAsync(new Uri(server.Uri, $"publish?user={user}&data={data}"), null);
        response.EnsureSuccessStatusCode();
    }
}
