using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore.Redis;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The code of docs/scale.md and of the package's README.</summary>
public class RedisGuideTests : RedisFixture
{
    [Test]
    public async Task The_guide_publishes()
    {
        await using var app = Build(Server.Configuration);
        await app.StartAsync();

        var id = await app.Services.GetRequiredService<ISseTopics>()["guide"].PublishAsync(new("x"));
        Assert.That((await Database.StreamRangeAsync("sse:guide", id, id)).Single()["data"], Is.EqualTo((RedisValue)"x"));
    }

    [Test]
    public async Task The_guide_shares_a_connection()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var configuration = Server.Configuration;

        #region RedisConnection
        var settings = ConfigurationOptions.Parse(configuration);
        settings.AbortOnConnectFail = false; // the application starts without the server
        settings.BacklogPolicy = BacklogPolicy.FailFast; // publishing fails at once while there is no connection
        settings.ConfigCheckSeconds = 5; // after this time, a promoted replica is found

        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(settings));
        builder.Services.AddSseTopics().UseRedis(services => services.GetRequiredService<IConnectionMultiplexer>());
        #endregion

        await using var app = builder.Build();
        Assert.That(await app.Services.GetRequiredService<ISseTopics>()["guide"].PublishAsync(new("x")), Does.Contain("-"));
    }

    private static WebApplication Build(string configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        #region RedisTopics
        builder.Services.AddSseTopics().UseRedis(configuration, new() { MaxEvents = 100_000, MaxAge = TimeSpan.FromDays(7) });
        var app = builder.Build();

        var topics = app.Services.GetRequiredService<ISseTopics>();
        app.MapSse("/orders", topics["orders"]);
        #endregion

        return app;
    }
}
