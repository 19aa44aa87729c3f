using System.Diagnostics;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>The client's activities.</summary>
public class TraceTests : VirtualTimeTests
{
    private const string Uri = "http://user:secret@feed.test:8080/events?token=secret";

    private readonly List<Activity> _activities = [];

    [SetUp]
    public void SetUp() => _activities.Clear();

    [Test]
    public void Each_attempt_is_an_activity_until_its_connection_ends()
    {
        using var listener = Trace();
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: "7"))).Then(404);
        using var client = new HttpClient(Server.CreateHandler());

        Server.Run(SseObservable.Connect(Uri, Server.Options with { HttpClient = client }), until: TimeSpan.FromSeconds(10));

        Assert.That(_activities.Select(a => (a.DisplayName, a.Kind, a.Status)), Is.EqualTo(new[]
        {
            (
                "sse.connection",
                ActivityKind.Client,
                ActivityStatusCode.Unset), ("sse.connection", ActivityKind.Client, ActivityStatusCode.Error),
        }));
        Assert.That(Tags(_activities[0]), Is.EqualTo(
            "server.address=feed.test server.port=8080 url.full=http://feed.test:8080/events "
            + "sse.attempt=1 sse.resumed=False sse.events=1 error.type=stream_ended"));
        Assert.That(Tags(_activities[1]), Does.Contain("sse.attempt=2 sse.resumed=True sse.events=0 error.type=404"));
        Assert.That(_activities[0].Events.Single().Name, Is.EqualTo("open"));
    }

    [Test]
    public void Disposal_ends_the_activity()
    {
        using var listener = Trace();
        Server.Connection("a");

        Connect().Subscribe().Dispose();

        Assert.That(Tags(_activities.Single()), Is.EqualTo("sse.attempt=1 sse.resumed=False sse.events=1"));
    }

    [Test]
    public void Only_the_request_runs_under_the_activity()
    {
        using var listener = Trace();
        using var source = new ActivitySource("Sse.Reactive.Tests");
        Activity? request = null;
        var subscriber = new Activity("never");
        Server.Then((_, _) =>
        {
            request = Activity.Current;
            return new(new SseResponse(new MemoryStream("data: a\n\n"u8.ToArray())));
        });

        using var caller = new Activity("caller").Start();
        using var subscription = Connect().Subscribe(_ => subscriber = Activity.Current);

        Assert.That(request?.DisplayName, Is.EqualTo("sse.connection"));
        Assert.That(request?.Parent, Is.SameAs(caller));
        Assert.That(subscriber, Is.SameAs(caller));
        Assert.That(Activity.Current, Is.SameAs(caller));
    }

    private ActivityListener Trace()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SseTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string Tags(Activity activity) => string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"));
}
