using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>Holds the topics of <c>AddSseTopics</c> in Redis.</summary>
public static class SseRedisTopicsBuilderExtensions
{
    /// <summary>Holds the topics in Redis or Valkey. When the application starts, it connects, and the server is checked.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">The server, or several of them: <c>host:6379,password=...</c>. See <see cref="SseRedisStore"/>.</param>
    /// <param name="options">The options of the store. Default: <see langword="null"/>, the default options.</param>
    /// <param name="node">How this node reads it. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// If the server is older than Redis 7, refuses the credentials, or does not permit what is needed, the application does not start:
    /// <see cref="SseStoreSetupException"/>. If it cannot be reached, the application starts, and logs a warning.
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddSseTopics().UseRedis(builder.Configuration.GetConnectionString("Redis")!);
    /// </code>
    /// </example>
    public static ISseTopicsBuilder UseRedis(
        this ISseTopicsBuilder builder,
        string configuration,
        SseRedisOptions? options = null,
        SseSharedTopicsOptions? node = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        return UseRedis(builder, ConfigurationOptions.Parse(configuration), options, node);
    }

    /// <summary>Holds the topics in Redis or Valkey. When the application starts, it connects, and the server is checked.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">The connection. See <see cref="SseRedisStore"/> about what is set.</param>
    /// <param name="options">The options of the store. Default: <see langword="null"/>, the default options.</param>
    /// <param name="node">How this node reads it. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// If the server is older than Redis 7, refuses the credentials, or does not permit what is needed, the application does not start:
    /// <see cref="SseStoreSetupException"/>. If it cannot be reached, the application starts, and logs a warning.
    /// </remarks>
    public static ISseTopicsBuilder UseRedis(
        this ISseTopicsBuilder builder,
        ConfigurationOptions configuration,
        SseRedisOptions? options = null,
        SseSharedTopicsOptions? node = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Use(
            builder, services => new(configuration, options, services.GetService<ILogger<SseRedisStore>>()), node);
    }

    /// <summary>Holds the topics in Redis or Valkey. When the application starts, it connects, and the server is checked.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="multiplexer">
    /// Finds the connection, such as <c>services => services.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>. The store does not
    /// dispose of it.
    /// </param>
    /// <param name="options">The options of the store. Default: <see langword="null"/>, the default options.</param>
    /// <param name="node">How this node reads it. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// If the server is older than Redis 7, refuses the credentials, or does not permit what is needed, the application does not start:
    /// <see cref="SseStoreSetupException"/>. If it cannot be reached, the application starts, and logs a warning.
    /// </remarks>
    public static ISseTopicsBuilder UseRedis(
        this ISseTopicsBuilder builder,
        Func<IServiceProvider, IConnectionMultiplexer> multiplexer,
        SseRedisOptions? options = null,
        SseSharedTopicsOptions? node = null)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        return Use(
            builder, services => new(multiplexer(services), options, services.GetService<ILogger<SseRedisStore>>()), node);
    }

    private static ISseTopicsBuilder Use(
        ISseTopicsBuilder builder, Func<IServiceProvider, SseRedisStore> store, SseSharedTopicsOptions? node)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IHostedService>(services => new ServerStartup(
            builder.Name is { } name ? services.GetRequiredKeyedService<ISseStore>(name) : services.GetRequiredService<ISseStore>(),
            services.GetService<ILogger<SseRedisStore>>()));
        return builder.UseStore(store, node);
    }
}
