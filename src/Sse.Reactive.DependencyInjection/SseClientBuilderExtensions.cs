using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Sse.Reactive;
using Sse.Reactive.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The options of named clients.</summary>
public static class SseClientBuilderExtensions
{
    /// <summary>Sets options by code.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Called when the client is first asked for, and again when its configuration has changed.</param>
    /// <returns>The builder.</returns>
    public static ISseClientBuilder Configure(this ISseClientBuilder builder, Action<SseClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Sets options by code that needs services: a checkpoint store, a scheduler, a source of tokens.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">
    /// Called when the client is first asked for, and again when its configuration has changed: what is to be made once is a service. It is given the root provider, which has no scoped services.
    /// </param>
    /// <returns>The builder.</returns>
    public static ISseClientBuilder Configure(this ISseClientBuilder builder, Action<IServiceProvider, SseClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton<IConfigureOptions<SseClientOptions>>(services =>
            new ConfigureNamedOptions<SseClientOptions>(builder.Name, options => configure(services, options)));
        return builder;
    }

    /// <summary>Takes options from a section of the configuration: <c>Uri</c>, and by their names the options of <see cref="SseOptions"/> that text can say.</summary>
    /// <remarks>
    /// <para>Times are <c>hh:mm:ss</c>, <c>SensitiveHeaders</c> is a list, and <c>Headers</c> has a key for each header. What is absent, or empty, stays as it is. A key that is not known, or a value that cannot be, is an
    /// <see cref="OptionsValidationException"/> that says the key in full and what was expected; it shows no header's value, and of a URL no user info and no query.</para>
    /// <para>When the configuration changes, subscriptions that begin then have the new values, and those that are under way keep theirs. A change that is not valid is logged as an error, and changes nothing.</para>
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
