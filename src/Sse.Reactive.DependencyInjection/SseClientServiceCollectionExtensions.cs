using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sse.Reactive;
using Sse.Reactive.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Named clients of event streams.</summary>
public static class SseClientServiceCollectionExtensions
{
    /// <summary>Registers a client of an event stream, on <see cref="IHttpClientFactory"/>.</summary>
    /// <remarks>
    /// It is asked for as <c>[FromKeyedServices("name")] SseClient</c>, or of <see cref="ISseClientFactory"/>. Its options are checked when it is first asked for, and in a host when that starts.
    /// </remarks>
    /// <param name="services">Where it is registered.</param>
    /// <param name="name">Its name, with upper and lower case told apart; also that of its <see cref="HttpClient"/>.</param>
    /// <returns>For what is still to be said of it.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">There is a client of this name.</exception>
    public static ISseClientBuilder AddSseClient(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        RequireNew(services, name);

        services.AddSingleton(new ClientName(name));
        services.TryAddSingleton<ISseClientFactory, SseClientFactory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SseClientOptions>, SseClientOptionsValidator>());
        services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<ISseClientFactory>().CreateClient(name));
        services.AddOptions<StartCheck>(name).Configure<ISseClientFactory>((_, clients) => clients.CreateClient(name)).ValidateOnStart();
        var httpClient = services.AddHttpClient(name, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(SseHttpHandler.NewHandler);
        return new SseClientBuilder(name, services, httpClient);
    }

    /// <summary>Registers a client of an event stream, and sets its options by code.</summary>
    /// <remarks>See <see cref="AddSseClient(IServiceCollection, string)"/>.</remarks>
    /// <param name="services">Where it is registered.</param>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Sets <see cref="SseClientOptions.Uri"/>, and what else is not as by default.</param>
    /// <returns>For what is still to be said of it.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">There is a client of this name.</exception>
    public static ISseClientBuilder AddSseClient(this IServiceCollection services, string name, Action<SseClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSseClient(name).Configure(configure);
    }

    /// <summary>Registers a client of an event stream, and takes its options from configuration.</summary>
    /// <remarks>See <see cref="AddSseClient(IServiceCollection, string)"/>.</remarks>
    /// <param name="services">Where it is registered.</param>
    /// <param name="name">Its name.</param>
    /// <param name="section">See <see cref="SseClientBuilderExtensions.Bind"/>.</param>
    /// <returns>For what is still to be said of it.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">There is a client of this name.</exception>
    public static ISseClientBuilder AddSseClient(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddSseClient(name).Bind(section);
    }

    private static void RequireNew(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            throw new ArgumentException("An SSE client needs a name that is not empty.", nameof(name));
        }

        if (services.Any(service => service.ServiceType == typeof(ClientName) && service.ImplementationInstance is ClientName known && known.Name == name))
        {
            throw new InvalidOperationException(
                $"There is an SSE client named '{name}' already. Give this one another name, or say more of that one with Configure<{nameof(SseClientOptions)}>(\"{name}\", ...).");
        }
    }

    /// <summary>Nothing but a place in the list of what a host checks when it starts: to make one is to ask for the client, which is checked then.</summary>
    private sealed class StartCheck;
}
