using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>
/// Heartbeats and ages in real time. tests/clocks.sh runs this while the wall clock jumps by hours, up and down in each three seconds.
/// </summary>
[Parallelizable] // with others that wait
public sealed class RealClockTests : ServerFixture
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Heartbeats_and_ages_follow_the_time_that_passes()
    {
        using var topics = new SseTopics(_ => new() { MaxAge = Minute, ReplayFromOldest = true }, idleTime: Minute);
        topics.Publish("idle", new("a"));
        var options = new SseServerOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(400), MaxConnectionAge = Minute };
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => topics.After("quiet", ""), options));
        using var response = await GetAsync(server);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        for (var heartbeats = 0; heartbeats < 10;)
        {
            var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5)); // less than the wall clock is behind
            Assert.That(line, Is.Not.Null, "the stream ended");
            heartbeats += line == ":" ? 1 : 0;
        }

        Assert.That(topics.Names, Does.Contain("idle"), "it was removed");
        var held = await topics.After("idle", "").FirstAsync().ToTask().WaitAsync(Deadline);
        Assert.That(held.Data, Is.EqualTo("a"));
    }
}
