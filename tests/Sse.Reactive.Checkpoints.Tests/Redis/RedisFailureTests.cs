using System.Diagnostics;
using StackExchange.Redis;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>A Redis that cannot be reached, refuses, dies, hangs and comes back.</summary>
public class RedisFailureTests : RedisFixture
{
    [Test]
    public async Task A_server_that_cannot_be_reached_is_an_error_at_once()
    {
        await using var store = new SseRedisCheckpointStore("127.0.0.1:1,password=hunter2,connectTimeout=500", "orders");
        var time = Stopwatch.StartNew();

        var errors = new[]
        {
            await FailAsync(async () => await store.LoadAsync()),
            await FailAsync(async () => await store.SaveAsync("1")),
        };

        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
        Assert.That(errors.Select(error => error.Message), Is.All.Contains("orders"));
        Assert.That(errors.Select(error => $"{error}"), Has.None.Contains("hunter2"));
        Assert.That(errors.Select(error => error.IsUsedElsewhere), Is.All.False);
    }

    [Test]
    public async Task A_wrong_password_is_an_error_without_it()
    {
        await using var server = await RedisServer.StartAsync();
        await using (var administrator = await ConnectionMultiplexer.ConnectAsync($"{server.Configuration},allowAdmin=true"))
        {
            await administrator.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", "right-secret");
        }

        await using var right = new SseRedisCheckpointStore($"{server.Configuration},password=right-secret", "orders");
        await right.SaveAsync("1");
        await using var wrong = new SseRedisCheckpointStore($"{server.Configuration},password=hunter2", "orders");

        var error = await FailAsync(async () => await wrong.LoadAsync());

        Assert.That($"{error}", Does.Not.Contain("hunter2").And.Not.Contain("right-secret"));
    }

    [Test]
    public async Task Credentials_that_the_server_refuses_are_named_also_later()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new CuttableProxy(server.Port);
        await using var store = new SseRedisCheckpointStore(RedisServer.ConfigurationOf(proxy.Port), "orders");
        await store.SaveAsync("1");

        await using var administrator = await ConnectionMultiplexer.ConnectAsync($"{server.Configuration},allowAdmin=true");
        await administrator.GetServers()[0].ConfigSetAsync("requirepass", "secret");
        await proxy.Cut().DisposeAsync();
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (await FailAsync(async () => await store.SaveAsync("2")) is var error
            && !error.Message.Contains("refused the credentials", StringComparison.Ordinal))
        {
            await Task.Delay(20, deadline.Token);
        }

        await using var other = new SseRedisCheckpointStore(server.Configuration, "orders");
        Assert.That((await FailAsync(async () => await other.LoadAsync())).Message, Does.Contain("refused the credentials"));

        await administrator.GetServers()[0].ConfigSetAsync("requirepass", "");
        Assert.That(await EventuallyAsync(async () => await store.LoadAsync()), Is.EqualTo("1"));
    }

    [TestCase("127.0.0.1,password=hunter2,connectTimeout=soon")]
    [TestCase("127.0.0.1,password=a,hunter2=b")]
    public void An_invalid_configuration_is_an_argument_error_without_the_password(string configuration) =>
        Assert.That(
            () => new SseRedisCheckpointStore(configuration, "orders"),
            Throws.ArgumentException.With.Property(nameof(Exception.Message)).Not.Contains("hunter2"));

    [Test]
    public async Task A_server_that_refuses_is_an_error()
    {
        var store = Open();
        await store.SaveAsync("1");
        await Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        try
        {
            Assert.That((await FailAsync(async () => await store.SaveAsync("2"))).Message, Does.Contain("OOM"));
        }
        finally
        {
            await Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }

        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_server_that_dies_is_an_error_and_one_that_comes_back_is_used_again()
    {
        var store = Open();
        await store.SaveAsync("1");
        await Server.KillAsync();

        await FailAsync(async () => await store.SaveAsync("2"));
        await FailAsync(async () => await store.LoadAsync());
        await Server.StartAgainAsync();

        Assert.That(await EventuallyAsync(async () => await store.LoadAsync()), Is.EqualTo("1").Or.EqualTo("2"));
        await store.SaveAsync("3");
        Assert.That(await Open().LoadAsync(), Is.EqualTo("3"));
    }

    [Test]
    public async Task A_server_that_comes_back_empty_is_given_the_checkpoint_again()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        await using var store = new SseRedisCheckpointStore(server.Configuration, Stream);
        await store.SaveAsync("1");
        await server.KillAsync();
        await server.StartAgainAsync();

        Assert.That(await EventuallyAsync(async () => await store.LoadAsync()), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_server_that_hangs_is_an_error_and_a_load_observes_cancellation_meanwhile()
    {
        var store = Tracked(new($"{Server.Configuration},asyncTimeout=500", Stream));
        var patient = Open();
        await patient.SaveAsync("1");
        await EventuallyAsync(async () => await store.LoadAsync()); // connected
        Server.Suspend();
        try
        {
            using var cancelled = new CancellationTokenSource();
            var loading = patient.LoadAsync(cancelled.Token).AsTask();
            await FailAsync(async () => await store.SaveAsync("3"));
            await cancelled.CancelAsync();
            Assert.That(async () => await loading.WaitAsync(TestDeadline.Value), Throws.InstanceOf<OperationCanceledException>());
        }
        finally
        {
            Server.Resume();
        }
    }

    [Test]
    public async Task A_disposed_store_throws()
    {
        var store = Open();
        await store.SaveAsync("1");
        await store.DisposeAsync();
        Assert.That(async () => await store.SaveAsync("2"), Throws.InstanceOf<ObjectDisposedException>());

        await using (var shared = new SseRedisCheckpointStore(Connection, Stream))
        {
            Assert.That(await shared.LoadAsync(), Is.EqualTo("1"));
        }

        Assert.That(Connection.IsConnected, Is.True, "a connection of the application is not closed");
    }

    /// <summary>Repeats what fails until the connection is restored.</summary>
    private static async Task<string?> EventuallyAsync(Func<Task<string?>> load)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await load();
            }
            catch (SseCheckpointException) when (time.Elapsed < TestDeadline.Value)
            {
                await Task.Delay(50);
            }
        }
    }
}
