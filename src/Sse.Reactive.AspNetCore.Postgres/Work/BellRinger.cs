using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// Notifies the other nodes after a commit. One notification is under way at a time; the topics that are appended to meanwhile go with the
/// next one. (A notification within the transaction would serialize the commits of the whole server.)
/// </summary>
internal sealed class BellRinger : IAsyncDisposable
{
    /// <summary>The payload that notifies of all topics: no payload may be longer than 7,999 bytes.</summary>
    public const string AnyTopic = "*";

    private const int MaxPayload = 7999;
    private static readonly TimeSpan UntilWoken = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, bool> _topics = new(StringComparer.Ordinal);
    private readonly PostgresCommands _commands;
    private readonly SsePostgresOptions _options;
    private readonly BackgroundLoop _loop;

    public BellRinger(PostgresCommands commands, SsePostgresOptions options, ILogger logger)
    {
        (_commands, _options) = (commands, options);
        _loop = new(NotifyAsync, "notify other nodes through PostgreSQL", logger);
    }

    public void Start()
    {
        if (_options.Listen)
        {
            _loop.Start();
        }
    }

    public void Ring(IEnumerable<string> topics)
    {
        if (!_options.Listen)
        {
            return;
        }

        foreach (var topic in topics)
        {
            _topics[topic == AnyTopic || Encoding.UTF8.GetByteCount(topic) > MaxPayload ? AnyTopic : topic] = true;
        }

        _loop.Wake();
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task<TimeSpan> NotifyAsync(CancellationToken cancellationToken)
    {
        string[] topics = [.. _topics.Keys];
        foreach (var topic in topics)
        {
            _topics.TryRemove(topic, out _); // before the notification: what is appended from now on needs another one
        }

        if (topics.Length > 0)
        {
            try
            {
                await _commands.NotifyAsync(topics, cancellationToken).ConfigureAwait(false);
            }
            catch (SseStoreException)
            {
                foreach (var topic in topics)
                {
                    _topics[topic] = true;
                }

                throw;
            }
        }

        return _topics.IsEmpty ? UntilWoken : TimeSpan.Zero;
    }
}
