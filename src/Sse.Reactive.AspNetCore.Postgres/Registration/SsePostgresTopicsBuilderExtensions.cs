using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>Holds the topics of <c>AddSseTopics</c> in PostgreSQL.</summary>
public static class SsePostgresTopicsBuilderExtensions
{
    /// <summary>Holds the topics in a PostgreSQL database. When the application starts, the schema is created or checked.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The database. See <see cref="SsePostgresStore"/> about its <c>Timeout</c>.</param>
    /// <param name="options">The options of the store. Default: <see langword="null"/>, the default options.</param>
    /// <param name="node">How this node reads it. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// If the credentials are wrong, or the schema has another version, or is missing and must not be created, the application does not
    /// start: <see cref="SseStoreSetupException"/>. If the database cannot be reached, it starts, and logs a warning.
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddSseTopics().UsePostgres(builder.Configuration.GetConnectionString("Topics")!);
    /// </code>
    /// </example>
    public static ISseTopicsBuilder UsePostgres(
        this ISseTopicsBuilder builder,
        string connectionString,
        SsePostgresOptions? options = null,
        SseSharedTopicsOptions? node = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return Use(
            builder,
            services => new(connectionString, options, services.GetService<ILogger<SsePostgresStore>>()),
            options,
            node);
    }

    /// <summary>Holds the topics in a PostgreSQL database. When the application starts, the schema is created or checked.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="source">
    /// Finds the database, such as <c>services => services.GetRequiredService&lt;NpgsqlDataSource&gt;()</c>. The store does not dispose of
    /// it.
    /// </param>
    /// <param name="options">The options of the store. Default: <see langword="null"/>, the default options.</param>
    /// <param name="node">How this node reads it. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// If the credentials are wrong, or the schema has another version, or is missing and must not be created, the application does not
    /// start: <see cref="SseStoreSetupException"/>. If the database cannot be reached, it starts, and logs a warning.
    /// </remarks>
    public static ISseTopicsBuilder UsePostgres(
        this ISseTopicsBuilder builder,
        Func<IServiceProvider, NpgsqlDataSource> source,
        SsePostgresOptions? options = null,
        SseSharedTopicsOptions? node = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Use(
            builder,
            services => new(source(services), options, services.GetService<ILogger<SsePostgresStore>>()),
            options,
            node);
    }

    private static ISseTopicsBuilder Use(
        ISseTopicsBuilder builder,
        Func<IServiceProvider, SsePostgresStore> store,
        SsePostgresOptions? options,
        SseSharedTopicsOptions? node)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IHostedService>(services => new SchemaStartup(
            builder.Name is { } name ? services.GetRequiredKeyedService<ISseStore>(name) : services.GetRequiredService<ISseStore>(),
            (options ?? new()).CreateSchema,
            services.GetService<ILogger<SsePostgresStore>>()));
        return builder.UseStore(store, node);
    }
}
