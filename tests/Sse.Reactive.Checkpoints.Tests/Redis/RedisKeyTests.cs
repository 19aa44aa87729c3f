using StackExchange.Redis;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The key in Redis: what it contains, and what is reported instead of being overwritten.</summary>
public class RedisKeyTests : RedisFixture
{
    private static readonly Dictionary<string, Func<IDatabase, RedisKey, Task>> Foreign = new()
    {
        ["a string"] = (database, key) => database.StringSetAsync(key, "42"),
        ["a list"] = (database, key) => database.ListRightPushAsync(key, "42"),
        ["a stream"] = (database, key) => database.StreamAddAsync(key, "a", "b"),
        ["another hash"] = (database, key) => database.HashSetAsync(key, "id", "42"),
        ["an older version"] = (database, key) => database.HashSetAsync(key, "version", "0"),
        ["a newer version"] = (database, key) => database.HashSetAsync(key, "version", "2"),
    };

    private static IEnumerable<string> ForeignKeys => Foreign.Keys;

    [Test]
    public async Task The_key_is_a_readable_hash()
    {
        var before = DateTimeOffset.UtcNow;
        await Open().SaveAsync("event-42");
        var fields = (await Database.HashGetAllAsync(Key)).ToDictionary(f => $"{f.Name}", f => $"{f.Value}");

        Assert.That(fields.Keys, Is.EquivalentTo(new[] { "version", "owner", "id", "saved" }));
        Assert.That((fields["version"], fields["id"]), Is.EqualTo(("1", "event-42")));
        Assert.That(
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields["saved"], null)),
            Is.InRange(before.AddMinutes(-5), before.AddMinutes(5)));
    }

    [TestCaseSource(nameof(ForeignKeys))]
    public async Task A_key_that_is_not_a_checkpoint_is_reported_and_kept(string kind)
    {
        await Foreign[kind](Database, Key);
        var before = await Database.KeyDumpAsync(Key);
        var store = Open();

        var errors = new[]
        {
            await FailAsync(async () => await store.LoadAsync()),
            await FailAsync(async () => await store.SaveAsync("1")),
        };

        var reason = kind.Contains("version", StringComparison.Ordinal) ? "another version" : "not a checkpoint";
        Assert.That(errors.Select(error => error.Message), Is.All.Contains(reason));
        Assert.That(errors.Select(error => error.Message), Is.All.Contains(Key.ToString()));
        Assert.That(await Database.KeyDumpAsync(Key), Is.EqualTo(before));
    }

    [Test]
    public async Task A_key_that_was_replaced_by_another_one_is_not_overwritten()
    {
        var store = Open();
        await store.SaveAsync("1");
        await Database.KeyDeleteAsync(Key);
        await Database.StringSetAsync(Key, "my notes");

        await FailAsync(async () => await store.SaveAsync("2"));

        Assert.That($"{await Database.StringGetAsync(Key)}", Is.EqualTo("my notes"));
    }

    [TestCase("1\n2")]
    [TestCase("1\r")]
    [TestCase("1\0")]
    public Task An_ID_that_no_stream_has_is_reported(string id) => ReportsAsync(id);

    [TestCase(0x31, 0xFF)]
    [TestCase(0xC3)]
    [TestCase(0xC3, 0x31, 0xA9)]
    [TestCase(0xC0, 0x80)]
    [TestCase(0xE0, 0x9F, 0xBF)]
    [TestCase(0xED, 0xA0, 0x80)]
    [TestCase(0xF0, 0x8F, 0xBF, 0xBF)]
    [TestCase(0xF4, 0x90, 0x80, 0x80)]
    [TestCase(0x80)]
    public Task An_ID_that_is_not_UTF_8_is_reported(params int[] bytes) => ReportsAsync(bytes.Select(b => (byte)b).ToArray());

    [TestCase("\u00e9 \u0800 \ud7ff \ue000 \uffff \ud800\udc00 \udbff\udfff \u007f \u0080 \u07ff")]
    [TestCase("\u0001")]
    [TestCase("")]
    public async Task An_ID_of_any_other_characters_is_kept(string id)
    {
        await Open().SaveAsync(id);

        var store = Open();
        Assert.That(await store.LoadAsync(), Is.EqualTo(id));
        await store.SaveAsync("next");
    }

    [Test]
    public async Task An_ID_that_was_changed_moves_the_consumer()
    {
        await Open().SaveAsync("1");
        await Database.HashSetAsync(Key, "id", "42");

        Assert.That(await Open().LoadAsync(), Is.EqualTo("42"));
    }

    [Test]
    public async Task A_key_that_is_lost_is_written_again_by_the_store_that_is_in_use()
    {
        var store = Open();
        await store.SaveAsync("1");
        await Database.KeyDeleteAsync(Key);
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
        Assert.That($"{await Database.HashGetAsync(Key, "id")}", Is.EqualTo("1"));

        await Database.HashDeleteAsync(Key, "id");
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"), "a server that has lost its last second");

        await Database.KeyDeleteAsync(Key);
        await store.SaveAsync("2");
        Assert.That(await Open().LoadAsync(), Is.EqualTo("2"));
    }

    [Test]
    public async Task The_store_that_was_taken_over_stays_so_after_the_key_is_lost()
    {
        var older = Open();
        await older.SaveAsync("1");
        var newer = Open();
        await newer.SaveAsync("2");
        await FailAsync(async () => await older.SaveAsync("3"));
        await Database.KeyDeleteAsync(Key);

        Assert.That((await FailAsync(async () => await older.SaveAsync("3"))).IsUsedElsewhere, Is.True);
        await newer.SaveAsync("4");
        Assert.That(await newer.LoadAsync(), Is.EqualTo("4"));
    }

    [Test]
    public async Task The_store_that_was_taken_over_after_it_found_what_is_no_ID_stays_so()
    {
        var older = Open();
        await older.SaveAsync("1");
        await Database.HashSetAsync(Key, "id", "a\nb");
        await FailAsync(async () => await older.LoadAsync());
        await Database.HashSetAsync(Key, "id", "6");
        var newer = Open();
        Assert.That(await newer.LoadAsync(), Is.EqualTo("6"));
        await newer.SaveAsync("7");

        Assert.That((await FailAsync(async () => await older.SaveAsync("3"))).IsUsedElsewhere, Is.True);
        Assert.That(await newer.LoadAsync(), Is.EqualTo("7"));
    }

    [Test]
    public async Task Prefix_and_database_can_be_chosen()
    {
        var store = Tracked(new(Connection, Stream) { KeyPrefix = "mine:", Database = 3 });

        await store.SaveAsync("1");

        Assert.That($"{await Connection.GetDatabase(3).HashGetAsync($"mine:{Stream}", "id")}", Is.EqualTo("1"));
        Assert.That(() => new SseRedisCheckpointStore(Connection, Stream) { KeyPrefix = null! }, Throws.ArgumentNullException);
        Assert.That(() => new SseRedisCheckpointStore(Connection, Stream) { Database = -1 }, Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void The_name_of_a_stream_is_readable_text() =>
        Assert.That(() => new SseRedisCheckpointStore(Connection, "a\n"), Throws.ArgumentException);

    private async Task ReportsAsync(RedisValue id)
    {
        var used = Open();
        await used.SaveAsync("1");
        await Database.HashSetAsync(Key, "id", id);

        await FailAsync(async () => await used.SaveAsync("2"));
        foreach (var store in new[] { used, Open() })
        {
            var error = await FailAsync(async () => await store.LoadAsync());
            Assert.That(error.Message, Does.Contain(Key.ToString()).And.Contain("delete the key"));
            await FailAsync(async () => await store.SaveAsync("2"));
        }

        Assert.That((byte[]?)await Database.HashGetAsync(Key, "id"), Is.EqualTo((byte[]?)id));
        await Database.HashSetAsync(Key, "id", "6");
        await used.SaveAsync("7"); // no other store has taken it over
        Assert.That(await used.LoadAsync(), Is.EqualTo("7"));
    }
}
