using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore.Postgres;
using Sse.Reactive.AspNetCore.Redis;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Applications with <c>UseRedis</c>, and their clients.</summary>
public class RedisHostTests : RedisFixture
{
    [Test]
    public async Task A_client_resumes_on_another_node()
    {
        await using var first = await OrdersServer.StartAsync(builder => builder.UseRedis(Server.Configuration));
        await using var second = await OrdersServer.StartAsync(builder => builder.UseRedis(_ => Multiplexer));
        using (var stream = await first.OpenAsync())
        {
            await second.PublishAsync("1");
            await stream.ReadUntilAsync("data: 1");
        }

        var id = await second.PublishAsync("2");
        await first.PublishAsync("3");
        using var resumed = await second.OpenAsync(id);
        Assert.That(await resumed.ReadUntilAsync("data: 3"), Has.None.EqualTo("data: 2"));
        await second.DisposeAsync();
        Assert.That(Multiplexer.IsConnected, Is.True, "the connection of the application is not disposed of");
    }

    [Test]
    public async Task Topics_of_several_names_have_prefixes_of_their_own()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSseTopics().UseRedis(Server.Configuration);
        builder.Services.AddSseTopics("rooms").UseRedis(ConfigurationOptions.Parse(Server.Configuration), new() { KeyPrefix = "rooms:" });
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();

        await app.Services.GetRequiredService<ISseTopics>()[Topic].PublishAsync(new("x"));
        await app.Services.GetRequiredKeyedService<ISseTopics>("rooms")[Topic].PublishAsync(new("y"));

        Assert.That(await ReadAsync(Store, ""), Is.EqualTo("x"));
        Assert.That(await Database.StreamLengthAsync("rooms:" + Topic), Is.EqualTo(1));
    }

    [Test]
    public async Task While_the_server_is_unreachable_publishing_fails_at_once_and_streams_stay_open()
    {
        await using var proxy = new CuttableProxy(Server.Port);
        var redis = RedisServer.ConfigurationOf(proxy.Port) + ",asyncTimeout=60000";
        await using var app = await OrdersServer.StartAsync(builder => builder.UseRedis(redis));
        using var stream = await app.OpenAsync();
        await app.PublishAsync("before");
        await stream.ReadUntilAsync("data: before");

        await using (proxy.Cut())
        {
            var time = Stopwatch.StartNew();
            Assert.That(
                async () => await app.PublishAsync("lost"),
                Throws.TypeOf<SseStoreException>()
                    .With.Property(nameof(SseStoreException.Store)).EqualTo("Redis")
                    .And.Message.Contains("could not be reached"));
            Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
            await stream.ReadUntilAsync(":");
            using var late = await app.OpenAsync(); // a heartbeat opens it
            await late.ReadUntilAsync(":");
        }

        await Store.AppendAsync("orders", [new(new("after"))], default);
        Assert.That(await stream.ReadUntilAsync("data: after"), Has.None.Contains("sse-gap"));
    }

    [Test]
    public async Task An_application_starts_while_the_server_is_unreachable()
    {
        await using var app = await OrdersServer.StartAsync(builder => builder.UseRedis("127.0.0.1:1,password=secret"));
        using var stream = await app.OpenAsync();
        await stream.ReadUntilAsync(":");

        var error = (await Assert.ThrowsAsync<SseStoreException>(async () => await app.PublishAsync("x")))!;
        Assert.That(error.Message, Does.Contain("127.0.0.1:1").And.Not.Contain("secret"));
    }

    [Test]
    public async Task An_application_on_a_server_that_is_too_old_does_not_start()
    {
        await using var server = new OldRedis();

        var error = (await Assert.ThrowsAsync<SseStoreSetupException>(
            () => OrdersServer.StartAsync(builder => builder.UseRedis(server.Configuration))))!;

        Assert.That(error.Store, Is.EqualTo("Redis"));
        Assert.That(error.Message, Does.Contain("older than version 7").And.Contain(server.Configuration).And.Contain("Update it"));
    }

    [TestCase("~other:*", "&*", TestName = "An_application_that_lacks_the_permission_for_keys_does_not_start")]
    [TestCase("~sse:*", "resetchannels", TestName = "An_application_that_lacks_the_permission_for_channels_does_not_start")]
    public async Task An_application_that_lacks_a_permission_does_not_start(string keys, string channels)
    {
        await Database.ExecuteAsync("ACL", "SETUSER", Topic, "on", ">secret", keys, channels, "+@all");
        var configuration = $"{Server.Configuration},user={Topic},password=secret";

        var error = (await Assert.ThrowsAsync<SseStoreSetupException>(
            () => OrdersServer.StartAsync(builder => builder.UseRedis(configuration))))!;
        Assert.That(error.Message, Does.Contain("lacks a permission").And.Contain("sse:").And.Not.Contain("secret"));

        await using var store = new SseRedisStore(configuration);
        Assert.That(async () => await AppendAsync(store, 1), Throws.TypeOf<SseStoreSetupException>());
        Assert.That(await Database.KeyExistsAsync(Key), Is.False, "nothing was published without a notification");
    }

    [Test]
    public async Task The_documented_permissions_are_enough()
    {
        var restricted = await Server.AddUserAsync(Topic, RedisServer.Permissions);
        await using var app = await OrdersServer.StartAsync(builder => builder.UseRedis(restricted));
        using (var stream = await app.OpenAsync())
        {
            await stream.ReadUntilAsync(""); // the ID at which it starts
            await app.PublishAsync("1");
            await stream.ReadUntilAsync("data: 1");
        }

        await using var store = new SseRedisStore(restricted, new() { MaxEvents = 3, MaxBytes = 1000, MaxAge = TimeSpan.FromDays(1) });
        using var rung = new SemaphoreSlim(0);
        using var watch = store.Watch(Topic, () => rung.Release());
        var ids = await AppendAsync(store, 200); // more than the slack
        Assert.That(await rung.WaitAsync(TestDeadline.Value), Is.True);
        Assert.That(await ReadAsync(store, ids[0]), Does.StartWith("Expired"));
        await store.TrimAsync(Topic, 1, default);
        Assert.That(DataOf(await store.ReadLatestAsync(Topic, All, default)), Is.EqualTo("200"));
        Assert.That(await store.CheckAsync(new Dictionary<string, string> { [Topic] = ids[0] }, default), Is.EqualTo(new[] { Topic }));
    }

    [Test]
    public async Task Each_documented_permission_is_needed(
        [Values("~sse:*", "&sse:*", "+@stream", "+@scripting", "+@pubsub", "+time", "+exists", "+pexpire")] string permission)
    {
        var restricted = await Server.AddUserAsync(Topic, RedisServer.Permissions.Replace(permission, "", StringComparison.Ordinal));
        await using var store = new SseRedisStore(restricted);

        var error = (await Assert.ThrowsAsync<SseStoreSetupException>(() => store.CheckServerAsync()))!;

        Assert.That(error.Message, Does.Contain($"'{RedisServer.Permissions}'"));
    }

    [Test]
    public async Task Work_that_fails_is_known_until_it_succeeds()
    {
        var restricted = await Server.AddUserAsync(Topic, RedisServer.Permissions);
        await using var store = new SseRedisStore(
            restricted, new() { MaxAge = TimeSpan.FromDays(1), RetentionInterval = TimeSpan.FromMilliseconds(20) });
        await store.CheckServerAsync();
        Assert.That(store.Failures, Is.Empty);

        await Database.ExecuteAsync("ACL", "SETUSER", Topic, "-time");
        using var watch = store.Watch(Topic, () => { });
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (store.Failures.Count == 0)
        {
            await Task.Delay(10, deadline.Token);
        }

        Assert.That(store.Failures.Select(f => f.Work), Is.EqualTo(new[] { "remove events that are too old from Redis" }));
        Assert.That(store.Failures[0].Error.Message, Does.Contain("lacks a permission"));
        await Database.ExecuteAsync("ACL", "SETUSER", Topic, "+time");
        while (store.Failures.Count > 0)
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    [TestCase("xgroup|setid")]
    [TestCase("xtrim")]
    public async Task An_event_that_is_stored_is_published_although_old_ones_cannot_be_removed(string command)
    {
        var restricted = await Server.AddUserAsync(Topic, RedisServer.Permissions);
        await using var store = new SseRedisStore(restricted, new() { MaxEvents = 1, MaxBytes = 1000 });
        await AppendAsync(store, 1);

        await Database.ExecuteAsync("ACL", "SETUSER", Topic, "-" + command);
        Assert.That(async () => await store.CheckServerAsync(), Throws.TypeOf<SseStoreSetupException>());
        var ids = await AppendAsync(store, 3, from: 2);
        Assert.That(await ReadAsync(store, ids[0]), Is.EqualTo("3 4"));
        Assert.That(store.Failures.Select(f => f.Work), Is.EqualTo(new[] { "remove old events from Redis" }));
        Assert.That(store.Failures[0].Error.Message, Does.Contain("lacks a permission"));

        await Database.ExecuteAsync("ACL", "SETUSER", Topic, "+" + command);
        await AppendAsync(store, 1, from: 5);
        Assert.That(store.Failures, Is.Empty);
        Assert.That(DataOf(await store.ReadLatestAsync(Topic, All, default)), Is.EqualTo("5"));
    }

    [Test]
    public async Task A_key_that_is_no_topic_is_reported()
    {
        await Database.StringSetAsync(Key, "other");

        Assert.That(async () => await AppendAsync(Store, 1), Throws.TypeOf<SseStoreSetupException>().With.Message.Contains("KeyPrefix"));
        Assert.That(async () => await ReadAsync(Store, ""), Throws.TypeOf<SseStoreSetupException>());
        Assert.That(await Store.CheckAsync(new Dictionary<string, string> { [Topic] = "0-1" }, default), Is.Empty);
    }

    [Test]
    public async Task A_publish_in_a_transaction_of_a_database_is_an_error_that_names_the_store()
    {
        await using var topics = new SseSharedTopics(Store);
        await using var transaction = new NoTransaction();

        Assert.That(
            async () => await topics[Topic].PublishAsync(new("x"), transaction),
            Throws.TypeOf<SseStoreException>().With.Property(nameof(SseStoreException.Store)).EqualTo("Redis")
                .And.Message.Contains("is held in Redis"));
        Assert.That(await Database.KeyExistsAsync(Key), Is.False);
    }

    [Test]
    public async Task A_server_that_has_forgotten_the_scripts_receives_them_again()
    {
        await AppendAsync(Store, 1);
        await Database.ExecuteAsync("SCRIPT", "FLUSH");
        await AppendAsync(Store, 1, from: 2);
        Assert.That(await ReadAsync(Store, ""), Is.EqualTo("1 2"));
    }

    [Test]
    public async Task A_node_with_many_topics_subscribes_to_few_channels()
    {
        await using var store = new SseRedisStore(Server.Configuration, new() { KeyPrefix = "many:" });
        var watches = Enumerable.Range(0, 2000).Select(i => store.Watch($"{i}", () => { })).ToList();
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (await CountAsync() < 257)
        {
            await Task.Delay(20, deadline.Token);
        }

        using var rung = new SemaphoreSlim(0);
        using var watch = store.Watch("last", () => rung.Release());
        await store.AppendAsync("last", [new(new("x"))], default);
        Assert.That(await rung.WaitAsync(TestDeadline.Value), Is.True);
        Assert.That(await CountAsync(), Is.EqualTo(257));
        watches.ForEach(w => w.Dispose());

        async Task<int> CountAsync() => ((RedisResult[])(await Database.ExecuteAsync("PUBSUB", "CHANNELS", "many:*"))!).Length;
    }

    private sealed class NoTransaction : DbTransaction
    {
        public override IsolationLevel IsolationLevel => default;

        protected override DbConnection? DbConnection => null;

        public override void Commit() => throw new NotSupportedException();

        public override void Rollback() => throw new NotSupportedException();
    }
}
