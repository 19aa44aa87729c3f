using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using NUnit.Framework.Constraints;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>An engine that is there and refuses the connection: it is not one that is away.</summary>
internal static class RefusedCredentials
{
    /// <summary>Checks that the start, publishing and the health check say what is wrong.</summary>
    public static async Task CheckAsync(ISseStore store, Func<ISseTopicsBuilder, ISseTopicsBuilder> use, string message)
    {
        await using (store)
        {
            for (var i = 0; i < 2; i++)
            {
                Assert.That(async () => await store.AppendAsync("t", [new(new("x"))], default), Says(message));
            }

            Assert.That(async () => await (await OrdersServer.StartAsync(use)).DisposeAsync(), Says(message));

            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddSseTopics().UseStore(_ => store);
            builder.Services.AddHealthChecks().AddSseTopics();
            using var host = builder.Build();
            var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            Assert.That(report.Status, Is.EqualTo(HealthStatus.Unhealthy));
            Assert.That(report.Entries.Values.Single().Description, Does.Contain("is not set up").And.Contain(message));
        }
    }

    /// <summary>An error that says it, and no password.</summary>
    public static Constraint Says(string message) =>
        Throws.TypeOf<SseStoreSetupException>().With.Message.Contains(message).And.Message.Not.Contains("secret");
}
