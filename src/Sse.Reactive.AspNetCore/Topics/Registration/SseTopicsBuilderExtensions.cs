using System.Diagnostics.Metrics;
using System.Reactive.Concurrency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>Chooses where topics are held.</summary>
public static class SseTopicsBuilderExtensions
{
    /// <summary>Holds the topics in the memory of this process, as by default.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">See <see cref="SseTopics"/>.</param>
    /// <param name="idleTime">See <see cref="SseTopics"/>.</param>
    /// <param name="scheduler">See <see cref="SseTopics"/>.</param>
    /// <returns>The same builder.</returns>
    public static ISseTopicsBuilder UseMemory(
        this ISseTopicsBuilder builder,
        Func<string, SseTopicOptions>? options = null,
        TimeSpan? idleTime = null,
        IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(_ => new SseTopics(options, idleTime, scheduler));
    }

    /// <summary>Holds the topics in a store that all nodes share.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="store">Creates the store, once. The container disposes of it.</param>
    /// <param name="options">How this node reads it. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The same builder.</returns>
    public static ISseTopicsBuilder UseStore(
        this ISseTopicsBuilder builder, Func<IServiceProvider, ISseStore> store, SseSharedTopicsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        if (builder.Name is { } name)
        {
            builder.Services.AddKeyedSingleton(name, (services, _) => store(services));
            return builder.Use(services => Shared(services, services.GetRequiredKeyedService<ISseStore>(name), options));
        }

        builder.Services.AddSingleton(store);
        return builder.Use(services => Shared(services, services.GetRequiredService<ISseStore>(), options));
    }

    private static SseSharedTopics Shared(IServiceProvider services, ISseStore store, SseSharedTopicsOptions? options) =>
        new(store, options, services.GetService<ILogger<SseSharedTopics>>(), services.GetService<IMeterFactory>());
}
