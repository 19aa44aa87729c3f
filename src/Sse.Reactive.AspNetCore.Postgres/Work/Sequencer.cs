using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// Moves what transactions have published from the queue into the topics, after the commit. Each node tries; the database lets one of them
/// do it at a time.
/// </summary>
/// <remarks>
/// The database does not notify of these commits, since that would serialize them. After a publish in a transaction of this process the
/// queue is looked at more and more seldom, up to ten times a second, and after a while as often as the options say.
/// </remarks>
internal sealed class Sequencer : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PostgresCommands _commands;
    private readonly SsePostgresOptions _options;
    private readonly Action<IReadOnlyCollection<string>> _onAppended;
    private readonly BackgroundLoop _loop;
    private long _expectedUntil = long.MinValue; // in ticks of the monotonic time
    private TimeSpan _wait = FirstWait;

    public Sequencer(
        PostgresCommands commands, SsePostgresOptions options, Action<IReadOnlyCollection<string>> onAppended, ILogger logger)
    {
        (_commands, _options, _onAppended) = (commands, options, onAppended);
        _loop = new(SequenceAsync, "move events that transactions have published", logger);
    }

    private static TimeSpan Now => DefaultScheduler.Instance.Elapsed();

    /// <inheritdoc cref="BackgroundLoop.Failure"/>
    public SseStoreFailure? Failure => _loop.Failure;

    public void Start() => _loop.Start();

    /// <summary>The queue has committed rows.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>The queue has a row that may be committed soon.</summary>
    public void ExpectCommit()
    {
        Volatile.Write(ref _expectedUntil, (Now + Patience).Ticks);
        _wait = FirstWait;
        _loop.Wake();
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task<BackgroundLoop.Turn> SequenceAsync(CancellationToken cancellationToken)
    {
        var topics = await _commands.SequenceAsync(cancellationToken).ConfigureAwait(false);
        if (topics is { Length: > 0 })
        {
            _onAppended(topics);
            _wait = FirstWait;
            return TimeSpan.Zero;
        }

        if (topics is not null && Now.Ticks > Volatile.Read(ref _expectedUntil))
        {
            return _options.QueueInterval;
        }

        var wait = _wait; // another node is moving, and may have looked too early; or a commit is expected
        _wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, wait.Ticks * 2));
        return new(wait < _options.QueueInterval ? wait : _options.QueueInterval, IsDone: topics is not null);
    }
}
