using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>
/// Holds topics in streams of Redis (7 or later) or Valkey, also in a cluster: any node publishes, and a client resumes on any node.
/// </summary>
/// <remarks>
/// <para>A topic is one stream. The ID of an event is the ID of its entry, <c>milliseconds-sequence</c>. The sequence begins with a random
/// number, so that after a failover that has lost events no other event gets the same ID.</para>
/// <para>Publishing is one script on the server: it appends the events, removes old ones, and notifies the nodes. Other programs can add
/// events with <c>XADD sse:orders * data "..." type order</c>, and notify the nodes with <c>PUBLISH sse:bell orders</c>; otherwise the next
/// poll (<see cref="SseSharedTopicsOptions.PollInterval"/>) finds them.</para>
/// <para>An event is as durable as the server is configured: <c>appendfsync everysec</c>, the default, can lose a second when power fails,
/// or two when the server is killed while its disk is busy, and a replica that is promoted can lack the newest events. Readers that have
/// seen such an event receive a gap. Set <c>maxmemory-policy noeviction</c>: other policies remove topics, which is a gap too.</para>
/// <para>Reads go to the primary. Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddSseTopics().UseRedis("host:6379");
/// </code>
/// </example>
public sealed class SseRedisStore : ISseStore
{
    private readonly RedisConnection _connection;
    private readonly RedisCommands _commands;
    private readonly Doorbell _doorbell;
    private readonly Retention _retention;

    /// <summary>Creates a store with a connection of its own. It connects when it is used.</summary>
    /// <param name="configuration">
    /// The server, or several of them: <c>host:6379,password=...</c>. See
    /// <see cref="SseRedisStore(ConfigurationOptions, SseRedisOptions?, ILogger{SseRedisStore}?)"/> about what is set.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="logger">Logs failures of the background work. Default: <see langword="null"/>, none.</param>
    public SseRedisStore(string configuration, SseRedisOptions? options = null, ILogger<SseRedisStore>? logger = null)
        : this(ConfigurationOptions.Parse(NotEmpty(configuration)), options, logger)
    {
    }

    /// <summary>Creates a store with a connection of its own. It connects when it is used.</summary>
    /// <param name="configuration">
    /// The connection. It is copied, with <c>AbortOnConnectFail</c> false, <c>ConnectRetry</c> 0 and <c>BacklogPolicy.FailFast</c>:
    /// publishing fails at once while there is no connection, which is restored in the background. A <c>ConfigCheckSeconds</c> of 60, the
    /// default, becomes 5: after that time a promoted replica is found.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="logger">Logs failures of the background work. Default: <see langword="null"/>, none.</param>
    public SseRedisStore(ConfigurationOptions configuration, SseRedisOptions? options = null, ILogger<SseRedisStore>? logger = null)
        : this(new RedisConnection(NotNull(configuration)), options, logger)
    {
    }

    /// <summary>Creates a store on a connection of the application, which it does not dispose of.</summary>
    /// <param name="multiplexer">
    /// The connection. Set <c>BacklogPolicy.FailFast</c>, so that publishing fails at once while there is no connection, and
    /// <c>AbortOnConnectFail</c> to false. If the server refuses the credentials, the store says so if the connection reports it, which is
    /// certain only for a connection that the store opens.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="logger">Logs failures of the background work. Default: <see langword="null"/>, none.</param>
    public SseRedisStore(IConnectionMultiplexer multiplexer, SseRedisOptions? options = null, ILogger<SseRedisStore>? logger = null)
        : this(new RedisConnection(NotNull(multiplexer)), options, logger)
    {
    }

    private SseRedisStore(RedisConnection connection, SseRedisOptions? options, ILogger? logger)
    {
        options ??= new();
        logger ??= NullLogger.Instance;
        var keys = new RedisKeys(options.KeyPrefix);
        _connection = connection;
        _commands = new(connection, keys, options);
        _doorbell = new(connection, keys, logger);
        _retention = new(_commands, _doorbell, options, logger);
    }

    /// <inheritdoc/>
    public string Name => RedisFailure.StoreName;

    /// <inheritdoc/>
    public IReadOnlyList<SseStoreFailure> Failures =>
        [.. new[] { _doorbell.Failure, _commands.Failure, _retention.Failure }.OfType<SseStoreFailure>()];

    /// <summary>Checks that the server can be reached, has the version that is needed, and allows the scripts.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SseStoreSetupException">
    /// The server is too old or refuses the credentials, or the user of the connection lacks a permission.
    /// </exception>
    /// <exception cref="SseStoreException">The server cannot be reached.</exception>
    public Task CheckServerAsync(CancellationToken cancellationToken = default) => _commands.CheckServerAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(events);
        return _commands.AppendAsync(topic, events, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(after);
        return _commands.ReadAsync(topic, after, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return _commands.ReadLatestAsync(topic, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public IDisposable Watch(string topic, Action ring)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(ring);
        _retention.Start();
        return _doorbell.Watch(topic, ring);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<string>> CheckAsync(IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lastIds);
        return _commands.CheckAsync(lastIds, cancellationToken);
    }

    /// <inheritdoc/>
    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(maxEvents);
        return _commands.TrimAsync(topic, maxEvents, cancellationToken);
    }

    /// <summary>Stops the background work, and closes the connection if it is the store's own.</summary>
    public async ValueTask DisposeAsync()
    {
        await _retention.DisposeAsync().ConfigureAwait(false);
        await _doorbell.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static string NotEmpty(string configuration)
    {
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        return configuration;
    }

    private static T NotNull<T>(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
