using Sse.Reactive.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers topics of Server-Sent Events.</summary>
public static class SseTopicsServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ISseTopics"/> as a singleton: topics by name, in the memory of this process.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">
    /// Registers them as a keyed service with this key, next to others. Default: <see langword="null"/>, without a key.
    /// </param>
    /// <returns>A builder that chooses another place for the topics.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddSseTopics();
    /// // ...
    /// var topics = app.Services.GetRequiredService&lt;ISseTopics&gt;();
    /// app.MapSse("/orders", topics["orders"]);
    /// </code>
    /// </example>
    public static ISseTopicsBuilder AddSseTopics(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new SseTopicsBuilder(services, name);
        if (name is null)
        {
            services.AddSingleton(provider => builder.Create(provider));
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => builder.Create(provider));
        }

        return builder;
    }
}
