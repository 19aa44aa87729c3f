using System.Collections.Concurrent;

namespace Sse.Reactive;

/// <summary>The running subscriptions: of a named client, or of the process while their metrics are observed. Thread-safe.</summary>
internal sealed class LiveSessions
{
    private readonly ConcurrentDictionary<ClientSession, bool> _sessions = new();
    private volatile Exception? _failure;

    public IEnumerable<ClientSession> All => _sessions.Keys;

    /// <summary>The error of the subscription that failed last; <see langword="null"/> if one has begun since.</summary>
    public Exception? Failure => _failure;

    public void Add(ClientSession session)
    {
        _failure = null;
        _sessions[session] = true;
    }

    public void Remove(ClientSession session) => _sessions.TryRemove(session, out _);

    public void Fail(Exception error) => _failure = error;
}
