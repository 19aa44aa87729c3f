using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Applications with <c>UsePostgres</c>, and their clients.</summary>
public class PostgresHostTests : PostgresFixture
{
    [Test]
    public async Task A_client_resumes_on_another_node()
    {
        await using var first = await OrdersServer.StartAsync(builder => builder.UsePostgres(Server.ConnectionString));
        await using var second = await OrdersServer.StartAsync(builder => builder.UsePostgres(_ => Source));
        using (var stream = await first.OpenAsync())
        {
            await second.PublishAsync("1");
            await stream.ReadUntilAsync("data: 1");
        }

        var id = await second.PublishAsync("2");
        await first.PublishAsync("3");
        using var resumed = await second.OpenAsync(id);
        Assert.That(await resumed.ReadUntilAsync("data: 3"), Has.None.EqualTo("data: 2"));
    }

    [Test]
    public async Task Topics_of_several_names_have_schemas_of_their_own()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSseTopics().UsePostgres(Server.ConnectionString);
        builder.Services.AddSseTopics("rooms").UsePostgres(Server.ConnectionString, new() { Schema = "rooms" });
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        var rooms = app.Services.GetRequiredKeyedService<ISseTopics>("rooms");

        await app.Services.GetRequiredService<ISseTopics>()["same"].PublishAsync(new("x"));
        using var received = await ReceiveAsync(rooms["same"]);
        await rooms["same"].PublishAsync(new("y"));

        Assert.That((await received.NextAsync()).Data, Is.EqualTo("y"));
        Assert.That(await ExecuteAsync("SELECT count(*) FROM rooms.event"), Is.EqualTo(1L));
    }

    [Test]
    public async Task A_database_that_is_reached_after_the_start_receives_the_schema_then()
    {
        await using var proxy = new CuttableProxy(Server.Port);
        OrdersServer app;
        await using (proxy.Cut())
        {
            app = await OrdersServer.StartAsync(
                builder => builder.UsePostgres(PostgresServer.ConnectionStringOf(proxy.Port), new() { Schema = "late" }));
        }

        await using (app)
        {
            await app.PublishAsync("first");
            using var stream = await app.OpenAsync("0.0");
            await stream.ReadUntilAsync("data: first");
        }
    }

    [Test]
    public async Task A_schema_of_another_version_that_is_found_after_the_start_is_not_used()
    {
        await ExecuteAsync(SsePostgresStore.Script("late_version"));
        await ExecuteAsync("UPDATE late_version.version SET version = 2");
        await using var proxy = new CuttableProxy(Server.Port);
        OrdersServer app;
        await using (proxy.Cut())
        {
            app = await OrdersServer.StartAsync(
                builder =>
                {
                    builder.Services.AddHealthChecks().AddSseTopics();
                    return builder.UsePostgres(PostgresServer.ConnectionStringOf(proxy.Port), new() { Schema = "late_version" });
                });
            Assert.That(async () => await app.PublishAsync("lost"), Throws.InstanceOf<SseStoreException>());
        }

        await using (app)
        {
            var topic = app.Services.GetRequiredService<ISseTopics>()["orders"];
            await using var connection = await Source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            const string Error = "has version 2";
            Assert.That(async () => await app.PublishAsync("lost"), RefusedCredentials.Says(Error));
            Assert.That(async () => await topic.PublishAsync(new("lost"), transaction), RefusedCredentials.Says(Error));
            Assert.That(async () => await topic.Store!.ReadAsync("orders", "", new(1), default), RefusedCredentials.Says(Error));
            Assert.That(async () => await topic.Store!.ReadLatestAsync("orders", new(1), default), RefusedCredentials.Says(Error));
            await transaction.CommitAsync();
            Assert.That(await ExecuteAsync("SELECT count(*) FROM late_version.event"), Is.EqualTo(0L));
            Assert.That(await ExecuteAsync("SELECT count(*) FROM late_version.queue"), Is.EqualTo(0L));

            var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            Assert.That(report.Status, Is.EqualTo(HealthStatus.Unhealthy));
            Assert.That(report.Entries.Values.Single().Description, Does.Contain(Error));
        }
    }

    [TestCase("at_once", false)]
    [TestCase("at_last", true)]
    public async Task What_other_programs_publish_is_moved_by_a_node_without_subscribers(string schema, bool isReachedLater)
    {
        await ExecuteAsync(SsePostgresStore.Script(schema));
        await using var proxy = new CuttableProxy(Server.Port);
        var cut = isReachedLater ? proxy.Cut() : null;
        await using var app = await OrdersServer.StartAsync(builder => builder.UsePostgres(
            PostgresServer.ConnectionStringOf(proxy.Port), new() { Schema = schema, QueueInterval = TimeSpan.FromMilliseconds(20) }));
        await (cut?.DisposeAsync() ?? default);

        await ExecuteAsync($"SELECT {schema}.publish('orders', 'x', p_ring => false)");
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (await ExecuteAsync($"SELECT count(*) FROM {schema}.event") is not 1L)
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    [Test]
    public async Task A_server_that_does_not_answer_delays_the_start_by_the_timeout_once_and_the_end_not_at_all()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var database = $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=postgres"; // and so a Timeout of 5 s

        var time = Stopwatch.StartNew();
        await (await OrdersServer.StartAsync(builder => builder.UsePostgres(database))).DisposeAsync();
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(9)));
    }

    [Test]
    public async Task While_the_database_is_unreachable_publishing_fails_at_once_and_streams_stay_open()
    {
        await using var proxy = new CuttableProxy(Server.Port);
        var database = PostgresServer.ConnectionStringOf(proxy.Port) + ";Timeout=60";
        await using var app = await OrdersServer.StartAsync(builder => builder.UsePostgres(database));
        using var stream = await app.OpenAsync();
        await app.PublishAsync("before");
        await stream.ReadUntilAsync("data: before");

        await using (proxy.Cut())
        {
            var time = Stopwatch.StartNew();
            Assert.That(
                async () => await app.PublishAsync("lost"),
                Throws.TypeOf<SseStoreException>()
                    .With.Property(nameof(SseStoreException.Store)).EqualTo("PostgreSQL")
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
    public async Task A_database_that_has_never_been_reached_is_a_typed_error()
    {
        await using var store = new SsePostgresStore("Host=127.0.0.1;Port=1;Username=postgres;Password=secret");

        var error = (await Assert.ThrowsAsync<SseStoreException>(async () => await store.AppendAsync("t", [new(new("x"))], default)))!;
        Assert.That(error.Store, Is.EqualTo("PostgreSQL"));
        Assert.That(error.Message, Does.Not.Contain("secret"));
    }
}
