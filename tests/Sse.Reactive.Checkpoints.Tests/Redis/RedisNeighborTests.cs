using Sse.Reactive.AspNetCore.Redis;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>Topics on the server of the checkpoints, both with their default prefixes.</summary>
public class RedisNeighborTests : RedisFixture
{
    /// <summary>The same names, and those that would lead from one prefix to the other.</summary>
    [TestCase("")]
    [TestCase("checkpoint:")]
    [TestCase("-checkpoint:")]
    [TestCase("sse-checkpoint:")]
    [TestCase("sse:")]
    [TestCase(":")]
    public async Task Topics_and_checkpoints_do_not_disturb_each_other(string prefix)
    {
        string[] names = [Stream, prefix + Stream];
        await using var topics = new SseRedisStore(Server.Configuration);
        foreach (var name in names)
        {
            var checkpoint = Tracked(new(Server.Configuration, name));
            await checkpoint.SaveAsync("1");
            await topics.AppendAsync(name, [new(new("x"))], default);
            await checkpoint.SaveAsync("2");
            await topics.AppendAsync(name, [new(new("y"))], default);
            await topics.TrimAsync(name, 1, default);
        }

        foreach (var name in names.Distinct())
        {
            var page = await topics.ReadAsync(name, "", new(10), default);
            Assert.That(page.Events.Select(e => e.Value.Data), Is.EqualTo(new[] { "y" }));
            Assert.That(await Tracked(new(Server.Configuration, name)).LoadAsync(), Is.EqualTo("2"));
        }
    }
}
