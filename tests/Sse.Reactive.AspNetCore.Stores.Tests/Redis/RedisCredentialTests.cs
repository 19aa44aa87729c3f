using Sse.Reactive.AspNetCore.Redis;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Servers that refuse the user or the password.</summary>
public class RedisCredentialTests : RedisFixture
{
    [TestCase(",password=secret-", TestName = "A_wrong_password_is_a_setup_error")]
    [TestCase("", TestName = "A_missing_password_is_a_setup_error")]
    [TestCase(",user=other,password=secret", TestName = "A_user_that_does_not_exist_is_a_setup_error")]
    public async Task Credentials_that_the_server_refuses_are_a_setup_error(string credentials)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "secret");
        var configuration = server.Configuration + credentials;

        await RefusedCredentials.CheckAsync(
            new SseRedisStore(configuration), topics => topics.UseRedis(configuration), "refused the credentials");
        await using var multiplexer = await ReportingMultiplexerAsync(configuration);
        await using var store = new SseRedisStore(multiplexer);
        Assert.That(async () => await AppendAsync(store, 1), RefusedCredentials.Says("refused the credentials"));
    }

    [Test]
    public async Task Credentials_that_the_server_refuses_later_are_a_setup_error()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new CuttableProxy(server.Port);
        await using var store = new SseRedisStore(RedisServer.ConfigurationOf(proxy.Port));
        await AppendAsync(store, 1);

        await using (var admin = await ConnectionMultiplexer.ConnectAsync(server.Configuration + ",allowAdmin=true"))
        {
            var settings = admin.GetServers()[0];
            await settings.ConfigSetAsync("requirepass", "other");
            await proxy.Cut().DisposeAsync();
            await UntilAsync(error => error is SseStoreSetupException && error.Message.Contains("refused the credentials"));
            await settings.ConfigSetAsync("requirepass", "");
            await UntilAsync(error => error is null);
        }

        await using (proxy.Cut())
        {
            await UntilAsync(error => error is not null);
            Assert.That(async () => await AppendAsync(store, 1), Throws.TypeOf<SseStoreException>());
        }

        async Task UntilAsync(Func<Exception?, bool> isExpected)
        {
            using var deadline = new CancellationTokenSource(TestDeadline.Value);
            while (!isExpected(await ErrorAsync()))
            {
                await Task.Delay(20, deadline.Token);
            }
        }

        async Task<Exception?> ErrorAsync()
        {
            try
            {
                await AppendAsync(store, 1);
                return null;
            }
            catch (SseStoreException error)
            {
                return error;
            }
        }
    }

    /// <summary>A connection that reports that the credentials were refused, which it does not do if the server was slow.</summary>
    private static async Task<IConnectionMultiplexer> ReportingMultiplexerAsync(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration + ",abortConnect=false,connectRetry=0");
        options.BacklogPolicy = BacklogPolicy.FailFast;
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (true)
        {
            var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
            try
            {
                await multiplexer.GetDatabase().PingAsync();
            }
            catch (RedisConnectionException error)
                when (error.InnerException is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure })
            {
                return multiplexer;
            }
            catch (RedisException)
            {
            }

            await multiplexer.DisposeAsync();
            await Task.Delay(100, deadline.Token);
        }
    }
}
