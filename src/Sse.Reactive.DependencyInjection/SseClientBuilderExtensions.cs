using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Sse.Reactive;
using Sse.Reactive.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets the options of a named client, in code or from configuration.</summary>
public static class SseClientBuilderExtensions
{
    /// <summary>Sets options in code.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Called when the client is first requested, and again when its configuration changes.</param>
    /// <returns>The builder.</returns>
    public static ISseClientBuilder Configure(this ISseClientBuilder builder, Action<SseClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Sets options in code that needs services: a checkpoint store, a scheduler, a source of tokens.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">
    /// Called when the client is first requested, and again when its configuration changes; register objects that must be created only once
    /// as services. The provider is the root provider, which has no scoped services.
    /// </param>
    /// <returns>The builder.</returns>
    /// <example>
    /// <code>
    /// services.AddSingleton&lt;ISseCheckpointStore>(new SseFileCheckpointStore("feed.checkpoint"));
    /// services.AddSseClient("feed", configuration.GetSection("Feeds:feed"))
    ///     .Configure((provider, client) => client.Options = client.Options with
    ///     {
    ///         CheckpointStore = provider.GetRequiredService&lt;ISseCheckpointStore>(),
    ///     });
    /// </code>
    /// </example>
    public static ISseClientBuilder Configure(this ISseClientBuilder builder, Action<IServiceProvider, SseClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton<IConfigureOptions<SseClientOptions>>(services =>
            new ConfigureNamedOptions<SseClientOptions>(builder.Name, options => configure(services, options)));
        return builder;
    }

    /// <summary>
    /// Reads options from a configuration section: <c>Uri</c>, and each option of <see cref="SseOptions"/> that text can express, under its
    /// own name.
    /// </summary>
    /// <remarks>
    /// <para>Times are written <c>hh:mm:ss</c>, <c>SensitiveHeaders</c> is a list, and <c>Headers</c> has one key per header. A missing or
    /// empty key leaves its option unchanged. An unknown key or an invalid value is an <see cref="OptionsValidationException"/>, whose
    /// message names the full key and the expected value. It never contains the value of a header, or the user info or query of a
    /// URL.</para>
    /// <para>When the configuration changes, new subscriptions use the new values, and open ones keep theirs. An invalid change is logged
    /// as an error, and has no other effect.</para>
    /// </remarks>
    /// <param name="builder">The client.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Feeds:feed")</c>.</param>
    /// <returns>The builder.</returns>
    public static ISseClientBuilder Bind(this ISseClientBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton(new BoundSection(builder.Name, section));
        return builder.Configure(options => SectionReader.Read(section, options));
    }
}
