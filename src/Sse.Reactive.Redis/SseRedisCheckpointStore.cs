using StackExchange.Redis;

namespace Sse.Reactive.Redis;

/// <summary>Keeps a checkpoint in Redis (6 or later) or Valkey, so that a consumer can move to another machine.</summary>
/// <remarks>
/// <para>The checkpoint is a hash: <c>id</c>, <c>saved</c> (Unix time in milliseconds), <c>owner</c> and <c>version</c>. A key that holds
/// something else is an <see cref="SseCheckpointException"/>, and is not overwritten.</para>
/// <para><b>One consumer.</b> The first use of a store takes the checkpoint over from any other store, in this process or another one. The
/// other store can then neither load nor save: it fails with an <see cref="SseCheckpointException"/> that
/// <see cref="SseCheckpointException.IsUsedElsewhere">says so</see>, and it stays so. So in a rolling restart the old process ends at its
/// next save. Events of which the work was done, but not saved, are delivered again.</para>
/// <para><b>Durability</b> is that of the server: what it loses in a crash or a failover is delivered again. A server that loses the key
/// altogether (no persistence, or an eviction policy other than <c>noeviction</c>) makes a new process start as a new consumer, while a
/// store that is in use writes its last ID again. Turn persistence on (<c>appendonly yes</c>).</para>
/// <para>A failure of Redis is an <see cref="SseCheckpointException"/> at once, which ends the sequence. The connection is restored in the
/// background. Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var store = new SseRedisCheckpointStore("redis:6379", "orders");
/// var events = SseObservable.Connect(uri, new() { CheckpointStore = store }).CheckpointTo(store).Do(Work);
/// </code>
/// </example>
public sealed class SseRedisCheckpointStore : ISseCheckpointStore, IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisCheckpoint _checkpoint;

    /// <summary>Creates the store with a connection of its own. Does not connect yet.</summary>
    /// <param name="configuration">
    /// The servers and options, as in <c>ConfigurationOptions.Parse</c>. Connecting is tried once for each load or save, for up to
    /// <c>connectTimeout</c> (5 s if it is not given). A command fails at once while the connection is lost, and the roles of the servers
    /// are checked every 5 s, or more often if it says so.
    /// </param>
    /// <param name="stream">
    /// The name of the stream and its consumer: 1 to 200 characters, without control characters. Two consumers of one stream use two names.
    /// </param>
    /// <exception cref="ArgumentException">The configuration or the name is invalid.</exception>
    public SseRedisCheckpointStore(string configuration, string stream)
    {
        _connection = new(configuration);
        _checkpoint = new(_connection, CheckpointRules.RequireStream(stream, nameof(stream)));
    }

    /// <summary>Creates the store on a connection of the application.</summary>
    /// <param name="connection">
    /// The connection. The store does not dispose of it. With <c>BacklogPolicy.FailFast</c> a command fails at once while the connection is
    /// lost; otherwise it waits for up to <c>AsyncTimeout</c>.
    /// </param>
    /// <param name="stream">
    /// The name of the stream and its consumer: 1 to 200 characters, without control characters. Two consumers of one stream use two names.
    /// </param>
    /// <exception cref="ArgumentException">The name is invalid.</exception>
    public SseRedisCheckpointStore(IConnectionMultiplexer connection, string stream)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = new(connection);
        _checkpoint = new(_connection, CheckpointRules.RequireStream(stream, nameof(stream)));
    }

    /// <summary>The name of the stream and its consumer.</summary>
    public string Stream => _checkpoint.Stream;

    /// <summary>What the key begins with; the name of the stream follows. Default: <c>sse-checkpoint:</c>.</summary>
    /// <exception cref="ArgumentNullException">It is <see langword="null"/>.</exception>
    public string KeyPrefix
    {
        get => _checkpoint.KeyPrefix;
        init => _checkpoint.KeyPrefix = value ?? throw new ArgumentNullException(nameof(KeyPrefix));
    }

    /// <summary>The number of the database. Default: that of the configuration, which is 0 unless it says otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int? Database
    {
        get => _checkpoint.Database;
        init => _checkpoint.Database = value is null or >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Database), value, "Choose the number of a database, or null.");
    }

    /// <inheritdoc/>
    /// <exception cref="SseCheckpointException">
    /// Redis failed, the key holds something else or a checkpoint of another version, or another store has taken over.
    /// </exception>
    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => new(_checkpoint.LoadAsync(cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The ID is not one of a stream, or exceeds 16 MiB in UTF-8.</exception>
    /// <exception cref="SseCheckpointException">
    /// Redis failed, the key holds something else or a checkpoint of another version, or another store has taken over.
    /// </exception>
    public ValueTask SaveAsync(string lastEventId) => new(_checkpoint.SaveAsync(CheckpointRules.RequireId(lastEventId)));

    /// <summary>Closes the connection, if the store was created from a configuration.</summary>
    /// <returns>A task that completes once it is closed.</returns>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
