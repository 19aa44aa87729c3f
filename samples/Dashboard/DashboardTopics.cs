using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text.Json;

namespace Dashboard;

/// <summary>
/// The three topics behind the page: prices, builds and chat. Rx queries publish prices and builds, whether or not a client is connected.
/// </summary>
internal sealed class DashboardTopics : IDisposable
{
    // A new client receives the history first, so that the chart is not empty when the page opens.
    private static readonly SseTopicOptions History = new() { MaxEvents = 300, ReplayFromOldest = true };

    private readonly CompositeDisposable _queries;

    private readonly SseTopics _topics = new(_ => History, idleTime: TimeSpan.FromDays(1));

    public DashboardTopics() =>
        _queries = [_topics, Price.Subscribe(e => _topics.Publish("prices", e)), Build.Subscribe(e => _topics.Publish("builds", e))];

    /// <summary>A random walk around 100.</summary>
    private static IObservable<SseEvent> Price => Observable.Interval(TimeSpan.FromMilliseconds(250))
        .Scan((Value: 100.0, Drift: 0.0), (price, _) =>
        {
            var drift = (price.Drift * 0.85) + ((Random.Shared.NextDouble() - 0.5) * 0.8);
            return (price.Value + drift + ((100 - price.Value) * 0.02), drift);
        })
        .Select(price => new PriceData(Now, Math.Round(price.Value, 2)))
        .Select(price => new SseEvent(JsonSerializer.Serialize(price, DashboardJson.Default.PriceData), "price"));

    private static IObservable<SseEvent> Build => Observable.Merge(BuildsOf("web", 0.7), BuildsOf("api", 1.1), BuildsOf("docs", 0.5))
        .Select(build => new SseEvent(JsonSerializer.Serialize(build, DashboardJson.Default.BuildData), "build"));

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>
    /// All topics over one connection, because a browser opens at most six HTTP/1.1 connections to a server, across all its tabs. One ID
    /// resumes all of them.
    /// </summary>
    public IObservable<SseEvent> After(string lastEventId) => _topics.After(["prices", "builds", "chat"], lastEventId);

    public void PublishChat(string text) =>
        _topics.Publish("chat", new SseEvent(JsonSerializer.Serialize(new(Now, text), DashboardJson.Default.ChatData), "chat"));

    public void Dispose() => _queries.Dispose();

    /// <summary>Consecutive builds of twelve steps each. Every fourth build fails at step nine.</summary>
    private static IObservable<BuildData> BuildsOf(string name, double seconds) => Observable.Interval(TimeSpan.FromSeconds(seconds))
        .Select(tick => (Number: (tick / 12) + 1, Step: (tick % 12) + 1))
        .Where(build => build.Number % 4 != 0 || build.Step <= 9)
        .Select(build => new BuildData(Now, name, build.Number, (int)(build.Step * 100 / 12), build switch
        {
            { Step: 12 } => "passed",
            { Step: 9 } when build.Number % 4 == 0 => "failed",
            _ => "running",
        }));
}
