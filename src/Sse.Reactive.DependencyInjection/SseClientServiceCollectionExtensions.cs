using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sse.Reactive;
using Sse.Reactive.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers named clients of event streams.</summary>
public static class SseClientServiceCollectionExtensions
{
    /// <summary>Registers a client of an event stream, which sends its requests through <see cref="IHttpClientFactory"/>.</summary>
    /// <remarks>
    /// <para>Inject it as <c>[FromKeyedServices("name")] SseClient</c>, or get it from <see cref="ISseClientFactory"/>. Set its URL with
    /// <see cref="SseClientBuilderExtensions.Configure(ISseClientBuilder, Action{SseClientOptions})"/> or
    /// <see cref="SseClientBuilderExtensions.Bind"/>.</para>
    /// <para>Its options are validated when the host starts, or else when the client is first requested. Invalid options are an
    /// <see cref="OptionsValidationException"/>, whose message names each invalid key.</para>
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the client, case-sensitive, and of its <see cref="HttpClient"/>.</param>
    /// <returns>A builder that configures the client.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">A client with this name is already registered.</exception>
    public static ISseClientBuilder AddSseClient(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ThrowIfTaken(services, name);

        services.AddSingleton(new ClientRegistration(name));
        services.TryAddSingleton<ISseClientFactory, SseClientFactory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SseClientOptions>, SseClientOptionsValidator>());
        services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<ISseClientFactory>().CreateClient(name));
        services.AddOptions<StartupValidation>(name)
            .Configure<ISseClientFactory>((_, clients) => clients.CreateClient(name))
            .ValidateOnStart();
        var httpClient = services.AddHttpClient(name, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(SseHttpHandler.Create);
        if (typeof(IHttpClientFactory).Assembly.GetName().Version is { Major: < 9 })
        {
            httpClient.RemoveAllLoggers(); // before version 9, they log user info, queries and header values
        }

        return new SseClientBuilder(name, services, httpClient);
    }

    /// <summary>Registers a client of an event stream, and sets its options in code.</summary>
    /// <remarks>See <see cref="AddSseClient(IServiceCollection, string)"/>.</remarks>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the client.</param>
    /// <param name="configure">Sets <see cref="SseClientOptions.Uri"/>, and other options that differ from their defaults.</param>
    /// <returns>A builder that configures the client.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">A client with this name is already registered.</exception>
    /// <example>
    /// <code>
    /// services.AddSseClient("prices", client =>
    /// {
    ///     client.Uri = new("https://example.com/prices");
    ///     client.Options = client.Options with { IdleTimeout = TimeSpan.FromMinutes(1) };
    /// });
    /// </code>
    /// </example>
    public static ISseClientBuilder AddSseClient(this IServiceCollection services, string name, Action<SseClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSseClient(name).Configure(configure);
    }

    /// <summary>Registers a client of an event stream, and reads its options from configuration.</summary>
    /// <remarks>
    /// See <see cref="AddSseClient(IServiceCollection, string)"/>, and <see cref="SseClientBuilderExtensions.Bind"/> for the keys.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the client.</param>
    /// <param name="section">The section with the keys of this client.</param>
    /// <returns>A builder that configures the client.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">A client with this name is already registered.</exception>
    /// <example>
    /// <code>
    /// services.AddSseClient("feed", configuration.GetSection("Feeds:feed"))
    ///     .HttpClient.ConfigureHttpClient(http => http.DefaultRequestHeaders.UserAgent.ParseAdd("prices/1.0"));
    /// </code>
    /// </example>
    public static ISseClientBuilder AddSseClient(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddSseClient(name).Bind(section);
    }

    private static void ThrowIfTaken(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            throw new ArgumentException("The name of an SSE client cannot be empty.", nameof(name));
        }

        var registrations = services
            .Where(service => !service.IsKeyedService)
            .Select(service => service.ImplementationInstance)
            .OfType<ClientRegistration>();
        if (registrations.Any(known => known.Name == name))
        {
            throw new InvalidOperationException(
                $"An SSE client named '{name}' is already registered. Choose another name, or configure the existing client with "
                + $"Configure<{nameof(SseClientOptions)}>(\"{name}\", ...).");
        }
    }

    /// <summary>
    /// An entry in the host's list of options to validate at startup. Creating it creates the client, which validates the client's options.
    /// </summary>
    private sealed class StartupValidation;
}
