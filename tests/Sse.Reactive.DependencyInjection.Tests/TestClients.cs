using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>Containers and configurations, as applications create them.</summary>
internal static class TestClients
{
    public const string Url = "https://example.test/events";

    /// <summary>A configuration with keys in the section <c>Feeds:feed</c>.</summary>
    public static IConfigurationRoot Configuration(params (string Key, string? Value)[] entries) => new ConfigurationBuilder()
        .AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create("Feeds:feed:" + entry.Key, entry.Value)))
        .Build();

    public static IConfigurationSection Feed(this IConfiguration configuration) => configuration.GetSection("Feeds:feed");

    public static ServiceProvider Build(this IServiceCollection services, LogCollector? log = null)
    {
        if (log is not null)
        {
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        }

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static SseClient Client(this IServiceProvider services, string name = "feed") =>
        services.GetRequiredKeyedService<SseClient>(name);

    /// <summary>Reads options from a section with these keys.</summary>
    public static (Uri Uri, SseOptions Options) Read(params (string Key, string? Value)[] entries)
    {
        var services = new ServiceCollection();
        services.AddSseClient("feed", Configuration(entries).Feed());
        using var provider = services.Build();
        return (provider.Client().Uri, provider.Client().Options);
    }
}
