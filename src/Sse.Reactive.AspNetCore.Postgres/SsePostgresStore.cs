using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// Holds topics in a PostgreSQL database (12 or later): any node publishes, a client resumes on any node, and events can be published in
/// the same transaction as other changes (<see cref="SsePostgresTopicExtensions.PublishAsync"/>, or <c>sse.publish</c> in SQL).
/// </summary>
/// <remarks>
/// <para>An ID is the position of an event in its topic and a random number. Positions are assigned under the lock of the topic's row, so
/// they are the order of commits, and no reader misses an event that is committed late.</para>
/// <para>A node appends what waits for a topic in one short transaction. Transactions of the application only insert into a queue, which
/// locks nothing; one of the nodes moves the queue into the topics after the commit.</para>
/// <para>The node is notified of new events on one connection of its own (<see cref="SsePostgresOptions.Listen"/>). Notifications are sent
/// after the commit.</para>
/// <para>Its requests are transactions of their own, at the level read committed whatever the default of the database, and do not join a
/// <c>TransactionScope</c>.</para>
/// <para>Reads must go to the primary server. If the connection string names several hosts, set <c>Target Session Attributes=primary</c>.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddSseTopics().UsePostgres(connectionString);
/// </code>
/// </example>
public sealed partial class SsePostgresStore : ISseStore
{
    private readonly NpgsqlDataSource _source;
    private readonly SsePostgresOptions _options;
    private readonly ILogger _logger;
    private readonly PostgresCommands _commands;
    private readonly Doorbell _doorbell;
    private readonly BellRinger _ringer;
    private readonly Sequencer _sequencer;
    private readonly Retention _retention;
    private readonly bool _ownsSource;
    private int _appending; // how many appends are under way

    /// <summary>Creates a store with a pool of connections of its own. It connects when it is used.</summary>
    /// <param name="connectionString">
    /// The database. If it has no <c>Timeout</c>, opening a connection may take 5 s, so that publishing fails soon if the server does not
    /// answer.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="logger">Logs failures of the background work. Default: <see langword="null"/>, none.</param>
    /// <exception cref="ArgumentException">The connection string is invalid, or has <c>Multiplexing=true</c>.</exception>
    public SsePostgresStore(string connectionString, SsePostgresOptions? options = null, ILogger<SsePostgresStore>? logger = null)
        : this(PostgresSettings.CreateSource(connectionString), options, logger) => _ownsSource = true;

    /// <summary>Creates a store. It connects when it is used.</summary>
    /// <param name="source">The database. The store does not dispose of it.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="logger">Logs failures of the background work. Default: <see langword="null"/>, none.</param>
    /// <exception cref="ArgumentException">The connection string of the source has <c>Multiplexing=true</c>.</exception>
    public SsePostgresStore(NpgsqlDataSource source, SsePostgresOptions? options = null, ILogger<SsePostgresStore>? logger = null)
    {
        PostgresSettings.RequireOwnConnections(source, nameof(source));
        (_source, _options, _logger) = (source, options ?? new(), logger ?? NullLogger<SsePostgresStore>.Instance);
        Preparation = new(new(source, _options), _logger);
        _commands = new(source, _options, Preparation);
        _ringer = new(_commands, _options, _logger);
        _doorbell = new(source, _options, _logger);
        _sequencer = new(_commands, _options, topics => Appended(topics, hasRung: false), _logger);
        _retention = new(_commands, _options, _logger);
        _doorbell.OnQueued = _sequencer.Wake;
    }

    /// <inheritdoc/>
    public string Name => PostgresCommands.StoreName;

    /// <inheritdoc/>
    public IReadOnlyList<SseStoreFailure> Failures =>
        [
            .. new[] { Preparation.Failure, _doorbell.Failure, _ringer.Failure, _sequencer.Failure, _retention.Failure }
                .OfType<SseStoreFailure>(),
        ];

    /// <summary>The SQL script that creates the tables and functions, for migrations.</summary>
    /// <param name="schema">The schema. Default: <c>sse</c>.</param>
    public static string Script(string schema = "sse") => PostgresSchema.Script(schema);

    /// <summary>Creates the schema if it does not exist, and otherwise checks its version. Nodes may call it at the same time.</summary>
    /// <param name="cancellationToken">Cancels it. Nothing is then created.</param>
    /// <exception cref="SseStoreSetupException">
    /// The schema is missing or of another version, the encoding is not UTF8, or the credentials are refused.
    /// </exception>
    /// <exception cref="SseStoreException">The database cannot be reached.</exception>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken = default) => Preparation.RunAsync(create: true, cancellationToken);

    /// <summary>Checks that the schema exists, has the version that this package uses, and can be used.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <inheritdoc cref="EnsureCreatedAsync" path="/exception"/>
    public Task CheckSchemaAsync(CancellationToken cancellationToken = default) => Preparation.RunAsync(create: false, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The name or an event contains U+0000, or the name a lone surrogate, which PostgreSQL cannot store; or the name is longer than 2,000
    /// bytes in UTF-8, which it cannot index. Nothing was appended.
    /// </exception>
    public async Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        StorableText.RequireNewName(topic);
        ArgumentNullException.ThrowIfNull(events);
        Start();
        var isOnly = Interlocked.Increment(ref _appending) == 1;
        try
        {
            return await AppendAsync(topic, events, isOnly, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _appending);
        }
    }

    /// <inheritdoc/>
    public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        StorableText.RequireName(topic);
        ArgumentNullException.ThrowIfNull(after);
        return _commands.ReadAsync(topic, after, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken)
    {
        StorableText.RequireName(topic);
        return _commands.ReadLatestAsync(topic, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public IDisposable Watch(string topic, Action ring)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(ring);
        Start();
        return _doorbell.Watch(topic, ring);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<string>> CheckAsync(IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lastIds);
        return _commands.CheckAsync(lastIds, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken)
    {
        StorableText.RequireName(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(maxEvents);
        while (await _commands.TrimAsync(topic, maxEvents, cancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Removes the events of all topics that exceed the limits of the options. The nodes do this by themselves.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SseStoreException">The database cannot be reached or does not answer.</exception>
    public Task RemoveExpiredAsync(CancellationToken cancellationToken = default) => _retention.RunOnceAsync(cancellationToken);

    /// <summary>Stops the background work.</summary>
    public async ValueTask DisposeAsync()
    {
        await Preparation.DisposeAsync().ConfigureAwait(false);
        await _sequencer.DisposeAsync().ConfigureAwait(false);
        await _retention.DisposeAsync().ConfigureAwait(false);
        await _ringer.DisposeAsync().ConfigureAwait(false);
        await _doorbell.DisposeAsync().ConfigureAwait(false);
        if (_ownsSource)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The schema, for commands on a connection of the application.</summary>
    internal string Schema => _options.Schema;

    /// <summary>The schema's creation or check when the application starts.</summary>
    internal SchemaPreparation Preparation { get; }

    /// <summary>Starts the background work, unless it was started.</summary>
    internal void Start()
    {
        _doorbell.Start();
        _sequencer.Start();
        _retention.Start();
        _ringer.Start();
    }

    /// <summary>An event was published in a transaction of this process, which may commit soon.</summary>
    internal void ExpectCommit()
    {
        Start();
        _sequencer.ExpectCommit();
    }

    /// <summary>Runs a command on a connection of the application.</summary>
    internal async Task RunAsync(Func<Task> command, CancellationToken cancellationToken)
    {
        await Preparation.RunIfDueAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await command().ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresCommands.IsFailure(error))
        {
            throw PostgresCommands.Failure(_options, error);
        }
    }

    private async Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, bool isOnly, CancellationToken cancellationToken)
    {
        var start = DefaultScheduler.Instance.Elapsed();
        while (true)
        {
            // Of several appends at a time, the others are rung for together.
            var bell = isOnly && _options.Listen ? new Bell(topic) : null;
            var ids = await _commands.AppendAsync(topic, events, bell, cancellationToken).ConfigureAwait(false);
            Appended([topic], bell?.HasRung == true);
            if (ids.Count == events.Count)
            {
                return ids;
            }

            if (DefaultScheduler.Instance.Elapsed() - start > _options.CommandTimeout)
            {
                throw new SseStoreException(
                    Name,
                    $"Transactions have published so much to the topic '{topic}' that it could not be moved there within "
                        + $"{_options.CommandTimeout.TotalSeconds:0.#} s, which new events follow. Publish again later.");
            }
        }
    }

    private void Appended(IReadOnlyCollection<string> topics, bool hasRung)
    {
        _doorbell.Ring(topics); // this node needs no round trip
        if (!hasRung)
        {
            _ringer.Ring(topics);
        }
    }
}
