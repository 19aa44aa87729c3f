using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore.Testing;

/// <summary>A store that takes time, fails and is silent when a test wants it to, in virtual time.</summary>
/// <remarks>
/// Change it from one thread at a time. Its answers arrive on the scheduler's thread. With a scheduler of virtual time, everything that
/// follows from an answer has happened when the scheduler has moved on.
/// </remarks>
/// <param name="store">The store that does the work.</param>
/// <param name="scheduler">The scheduler of delays.</param>
public sealed class SseFaultyStore(ISseStore store, IScheduler scheduler) : ISseStore
{
    private readonly Lock _gate = new();
    private readonly List<Action> _watches = [];
    private bool _isUnreachable;

    /// <inheritdoc/>
    public string Name => store.Name;

    /// <inheritdoc/>
    public IReadOnlyList<SseStoreFailure> Failures => store.Failures;

    /// <summary>How long each request takes. Default: zero, it is answered at once.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// Whether the engine cannot be reached: requests fail, after a <see cref="Delay"/> with a <see cref="TimeoutException"/> within, and
    /// nothing rings. As the contract demands, everything rings when it can be reached again. Default: <see langword="false"/>.
    /// </summary>
    public bool IsUnreachable
    {
        get => Volatile.Read(ref _isUnreachable);
        set
        {
            var isRestored = IsUnreachable && !value;
            Volatile.Write(ref _isUnreachable, value);
            if (isRestored && RingsWhenRestored)
            {
                RingAll();
            }
        }
    }

    /// <summary>Whether everything rings when the engine can be reached again. Default: <see langword="true"/>.</summary>
    public bool RingsWhenRestored { get; set; } = true;

    /// <summary>Whether the doorbell is silent, although the engine can be reached. Default: <see langword="false"/>.</summary>
    public bool LosesRings { get; set; }

    /// <summary>Whether events are appended, but the answer is lost: the request fails. Default: <see langword="false"/>.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>How many pages were asked for.</summary>
    public int Reads { get; private set; }

    /// <summary>How many appends were asked for.</summary>
    public int Appends { get; private set; }

    /// <summary>How many times news was asked for.</summary>
    public int Checks { get; private set; }

    /// <summary>How many topics are watched.</summary>
    public int Watches
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        Appends++;
        await AnswerAsync(cancellationToken).ConfigureAwait(false);
        var ids = await store.AppendAsync(topic, events, cancellationToken).ConfigureAwait(false);
        return LosesAnswers ? throw Error("The answer was lost.") : ids;
    }

    /// <inheritdoc/>
    public async Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        Reads++;
        var page = IsUnreachable ? null : await store.ReadAsync(topic, after, limit, cancellationToken).ConfigureAwait(false);
        await AnswerAsync(cancellationToken).ConfigureAwait(false);
        return page ?? throw Error("The engine could not be reached.");
    }

    /// <inheritdoc/>
    public async Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken)
    {
        Reads++;
        var page = IsUnreachable ? null : await store.ReadLatestAsync(topic, limit, cancellationToken).ConfigureAwait(false);
        await AnswerAsync(cancellationToken).ConfigureAwait(false);
        return page ?? throw Error("The engine could not be reached.");
    }

    /// <inheritdoc/>
    public IDisposable Watch(string topic, Action ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        lock (_gate)
        {
            _watches.Add(ring);
        }

        var watch = store.Watch(topic, () =>
        {
            if (!LosesRings && !IsUnreachable)
            {
                ring();
            }
        });
        return Disposable.Create(() =>
        {
            watch.Dispose();
            lock (_gate)
            {
                _watches.Remove(ring);
            }
        });
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken)
    {
        Checks++;
        await AnswerAsync(cancellationToken).ConfigureAwait(false);
        return await store.CheckAsync(lastIds, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken)
    {
        await AnswerAsync(cancellationToken).ConfigureAwait(false);
        await store.TrimAsync(topic, maxEvents, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rings for every topic that is watched.</summary>
    public void RingAll()
    {
        Action[] watches;
        lock (_gate)
        {
            watches = [.. _watches];
        }

        foreach (var ring in watches)
        {
            ring();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        if (Delay > TimeSpan.Zero)
        {
            var answer = new TaskCompletionSource();
            using var timer = scheduler.Schedule(Delay, () => answer.TrySetResult());
            using var canceling = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
            await answer.Task.ConfigureAwait(false);
        }

        if (IsUnreachable)
        {
            throw Error("The engine cannot be reached.", Delay > TimeSpan.Zero ? new TimeoutException() : null);
        }
    }

    private SseStoreException Error(string message, Exception? cause = null) =>
        new(Name, $"{message} This store fails on purpose: it is part of a test.", cause);
}
