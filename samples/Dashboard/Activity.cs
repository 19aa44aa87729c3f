using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text.Json;

namespace Dashboard;

/// <summary>What the page shows: a price that wanders, builds that run, and what people say. Each is a topic; an Rx query feeds it, watched or not.</summary>
internal sealed class Activity : IDisposable
{
    // A subscriber that comes without a place is given what is held: the page begins with a chart, not with an empty one.
    private static readonly SseTopicOptions Held = new() { MaxEvents = 300, ReplayFromOldest = true };

    private readonly CompositeDisposable _queries;

    public Activity() => _queries = [Price.Subscribe(Prices), Build.Subscribe(Builds)];

    public SseTopic Prices { get; } = new("prices", Held);

    public SseTopic Builds { get; } = new("builds", Held);

    public SseTopic Chat { get; } = new("chat", Held);

    /// <summary>A random walk that is drawn back to 100.</summary>
    private static IObservable<SseEvent> Price => Observable.Interval(TimeSpan.FromMilliseconds(250))
        .Scan((Value: 100.0, Drift: 0.0), (price, _) =>
        {
            var drift = (price.Drift * 0.85) + ((Random.Shared.NextDouble() - 0.5) * 0.8);
            return (price.Value + drift + ((100 - price.Value) * 0.02), drift);
        })
        .Select(price => new PriceData(Now, Math.Round(price.Value, 2)))
        .Select(price => new SseEvent(JsonSerializer.Serialize(price, DashboardJson.Default.PriceData), "price"));

    private static IObservable<SseEvent> Build => Observable.Merge(Lane("web", 0.7), Lane("api", 1.1), Lane("docs", 0.5))
        .Select(build => new SseEvent(JsonSerializer.Serialize(build, DashboardJson.Default.BuildData), "build"));

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public void Say(string text) => Chat.Publish(new SseEvent(JsonSerializer.Serialize(new(Now, text), DashboardJson.Default.ChatData), "chat"));

    public void Dispose() => _queries.Dispose();

    /// <summary>One build after the other, in twelve steps; each fourth fails in its ninth.</summary>
    private static IObservable<BuildData> Lane(string name, double seconds) => Observable.Interval(TimeSpan.FromSeconds(seconds))
        .Select(tick => (Number: (tick / 12) + 1, Step: (tick % 12) + 1))
        .Where(build => build.Number % 4 != 0 || build.Step <= 9)
        .Select(build => new BuildData(Now, name, build.Number, (int)(build.Step * 100 / 12), build switch
        {
            { Step: 12 } => "passed",
            { Step: 9 } when build.Number % 4 == 0 => "failed",
            _ => "running",
        }));
}
