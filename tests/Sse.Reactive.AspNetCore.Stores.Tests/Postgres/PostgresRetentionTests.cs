using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>How much is held in PostgreSQL.</summary>
public class PostgresRetentionTests : PostgresFixture
{
    [Test]
    public async Task Events_beyond_the_limits_are_removed()
    {
        var data = new string('x', 400);
        await using var store = new SsePostgresStore(Source, new() { Schema = "limits", MaxEvents = 10, MaxBytes = 1000 });
        await store.EnsureCreatedAsync();
        await store.AppendAsync("many", [.. Enumerable.Range(1, 30).Select(i => new SsePublishedEvent(new($"{i}")))], default);
        await store.AppendAsync("large", [.. Enumerable.Range(1, 5).Select(_ => new SsePublishedEvent(new(data)))], default);
        await store.AppendAsync("huge", [new(new(new string('x', 4000)))], default);
        await UntilAsync(async () =>
        {
            await store.RemoveExpiredAsync(); // does nothing while the background work does the same
            return (await ReadAsync("many")).Count <= 10 && (await ReadAsync("large")).Count <= 2;
        });

        Assert.That(await ReadAsync("many"), Is.EqualTo(Enumerable.Range(21, 10).Select(i => $"{i}")));
        Assert.That(await ReadAsync("large"), Has.Count.EqualTo(2));
        Assert.That(await ReadAsync("huge"), Has.Count.EqualTo(1), "The latest event is held whatever its size.");

        await using var old = new SsePostgresStore(Source, new() { Schema = "limits", MaxAge = TimeSpan.FromMicroseconds(1) });
        await UntilAsync(async () =>
        {
            await old.RemoveExpiredAsync();
            return (await ReadAsync("many")).Count == 0;
        });

        async Task<IReadOnlyList<string>> ReadAsync(string topic) =>
            [.. (await store.ReadAsync(topic, "", new(100), default)).Events.Select(e => e.Value.Data)];
    }

    [Test]
    public async Task Nodes_remove_events_by_themselves()
    {
        await using var store = new SsePostgresStore(
            Source, new() { Schema = "by_itself", MaxEvents = 10, RetentionInterval = TimeSpan.FromMilliseconds(20) });
        await store.EnsureCreatedAsync();
        await store.AppendAsync("t", [.. Enumerable.Range(1, 30).Select(i => new SsePublishedEvent(new($"{i}")))], default);

        await UntilAsync(async () => (await store.ReadAsync("t", "", new(100), default)).Events.Count <= 10);
    }

    [Test]
    public async Task Topics_whose_only_event_is_too_large_do_not_keep_others_from_being_trimmed()
    {
        await using var store = new SsePostgresStore(Source, new() { Schema = "huge", MaxBytes = 1000 });
        await store.EnsureCreatedAsync();
        for (var i = 10; i < 40; i++)
        {
            await store.AppendAsync($"a{i}", [new(new(new string('x', 2000)))], default);
        }

        await store.AppendAsync("z", [.. Enumerable.Range(1, 50).Select(_ => new SsePublishedEvent(new(new string('x', 100))))], default);
        await UntilAsync(async () =>
        {
            await store.RemoveExpiredAsync();
            return (await store.ReadAsync("z", "", new(100), default)).Events.Count == 10;
        });
    }

    [Test]
    public async Task Much_is_removed_in_short_steps()
    {
        await using var store = new SsePostgresStore(Source, new() { Schema = "steps", MaxEvents = 10 });
        await store.EnsureCreatedAsync();
        await ExecuteAsync("SELECT count(steps.publish('t', i::text, p_ring => false)) FROM generate_series(1, 9000) i");
        await ExecuteAsync("SELECT steps.sequence()");

        Assert.That(await ExecuteAsync("SELECT steps.retain(10, null, null)"), Is.EqualTo(1), "topics trimmed");
        Assert.That(await ExecuteAsync("SELECT count(*) FROM steps.event"), Is.EqualTo(8000));
        await store.RemoveExpiredAsync();
        Assert.That(await ExecuteAsync("SELECT count(*) FROM steps.event"), Is.EqualTo(10));
        Assert.That(await ExecuteAsync("SELECT bytes FROM steps.topic"), Is.EqualTo(40), "ten events of four bytes");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (!await condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
