using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The code of docs/scale.md and of the package's README.</summary>
public class PostgresGuideTests : PostgresFixture
{
    [Test]
    public async Task The_guide_publishes_in_transactions()
    {
        await using var app = Build(Server.ConnectionString);
        await app.StartAsync();
        var topics = app.Services.GetRequiredService<ISseTopics>();
        await ExecuteAsync("CREATE TABLE guide (id int PRIMARY KEY)");
        using var received = await ReceiveAsync(topics["orders"]);
        await using (var connection = await Source.OpenConnectionAsync())
        {
            await PublishAsync(connection, topics, new() { Id = 1 }, "1");
        }

        await using (var context = new GuideContext(Server.ConnectionString))
        {
            await PublishAsync(context, topics, new() { Id = 2 }, "2");
        }

        Assert.That((await received.NextAsync()).Data, Is.EqualTo("1"));
        Assert.That((await received.NextAsync()).Data, Is.EqualTo("2"));
        Assert.That(await ExecuteAsync("SELECT count(*) FROM guide"), Is.EqualTo(2L));
    }

    [Test]
    public async Task The_guide_goes_through_a_pooler()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var (pooler, database) = (Server.ConnectionString, Server.ConnectionString);

        #region PostgresPooler
        builder.Services.AddSseTopics().UsePostgres(pooler, new() { ListenConnectionString = database });
        #endregion

        await using var app = builder.Build();
        Assert.That(await app.Services.GetRequiredService<ISseTopics>()["pooled"].PublishAsync(new("x")), Does.StartWith("1."));
    }

    private static WebApplication Build(string connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        #region PostgresTopics
        builder.Services.AddSseTopics().UsePostgres(connectionString, new() { MaxEvents = 100_000, MaxAge = TimeSpan.FromDays(7) });
        var app = builder.Build();

        var topics = app.Services.GetRequiredService<ISseTopics>();
        app.MapSse("/orders", topics["orders"]);
        #endregion

        return app;
    }

    private static async Task PublishAsync(NpgsqlConnection connection, ISseTopics topics, GuideOrder order, string json)
    {
        #region PostgresTransaction
        await using var transaction = await connection.BeginTransactionAsync();
        await InsertAsync(order, transaction);
        await topics["orders"].PublishAsync(new SseEvent(json, "order"), transaction);
        await transaction.CommitAsync(); // both or neither
        #endregion
    }

    private static async Task PublishAsync(GuideContext context, ISseTopics topics, GuideOrder order, string json)
    {
        #region PostgresEntityFramework
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.Add(order);
        await context.SaveChangesAsync();
        await topics["orders"].PublishAsync(new SseEvent(json, "order"), transaction.GetDbTransaction());
        await transaction.CommitAsync();
        #endregion
    }

    private static async Task InsertAsync(GuideOrder order, NpgsqlTransaction transaction)
    {
        await using var command = new NpgsqlCommand("INSERT INTO guide VALUES ($1)", transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = order.Id });
        await command.ExecuteNonQueryAsync();
    }

    private sealed class GuideOrder
    {
        public int Id { get; init; }
    }

    private sealed class GuideContext(string connectionString) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(connectionString);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            var order = modelBuilder.Entity<GuideOrder>().ToTable("guide");
            order.Property(o => o.Id).HasColumnName("id").ValueGeneratedNever();
        }
    }
}
