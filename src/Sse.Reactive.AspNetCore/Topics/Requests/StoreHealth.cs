using System.Diagnostics;
using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>What a node knows of its store from the requests that it sends: since when they fail, how many there were.</summary>
internal sealed class StoreHealth(ISseStore store, IScheduler scheduler, StoreInstruments instruments)
{
    /// <summary>The operation that publishes.</summary>
    public const string Append = "append";

    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(5);

    private readonly Failing _requests = new();
    private readonly Failing _appends = new();

    public StoreInstruments Instruments => instruments;

    /// <summary>The time, for durations.</summary>
    public TimeSpan Now => scheduler.Elapsed();

    /// <summary>
    /// Why and for how long requests have failed, without a success in between; <see langword="null"/> if the latest was a success.
    /// </summary>
    public (Exception Error, TimeSpan Time)? Failure => _requests.Of(Now, longAgo: TimeSpan.MaxValue);

    /// <summary>
    /// Why and for how long publishing has failed; <see langword="null"/> if the latest append was a success, or was long ago: without one,
    /// it is not known whether the next one fails.
    /// </summary>
    public (Exception Error, TimeSpan Time)? AppendFailure => _appends.Of(Now, LongAgo);

    public void Succeeded(string operation)
    {
        _requests.Succeeded();
        if (operation == Append)
        {
            _appends.Succeeded();
        }
    }

    public void Failed(string operation, Exception error)
    {
        _requests.Failed(error, Now);
        if (operation == Append)
        {
            _appends.Failed(error, Now);
        }

        if (instruments.Errors.Enabled)
        {
            instruments.Errors.Add(
                1, new TagList { { "sse.store", store.Name }, { "sse.operation", operation }, { "error.type", TypeOf(error) } });
        }
    }

    /// <summary>Counts a page.</summary>
    /// <param name="purpose"><c>hot</c>, <c>cold</c> or <c>shared</c>.</param>
    public void Read(string purpose)
    {
        if (instruments.Reads.Enabled)
        {
            instruments.Reads.Add(1, new TagList { { "sse.store", store.Name }, { "sse.read", purpose } });
        }
    }

    public void Appending(int events)
    {
        if (instruments.PublishBatch.Enabled)
        {
            instruments.PublishBatch.Record(events, new TagList { { "sse.store", store.Name } });
        }
    }

    public void Delivered(TimeSpan lag)
    {
        if (instruments.Lag.Enabled)
        {
            instruments.Lag.Record(lag.TotalSeconds, new TagList { { "sse.store", store.Name } });
        }
    }

    public void Published(TimeSpan time, Exception? error)
    {
        if (instruments.PublishDuration.Enabled)
        {
            var tags = new TagList { { "sse.store", store.Name } };
            if (error is not null)
            {
                tags.Add("error.type", TypeOf(error));
            }

            instruments.PublishDuration.Record(time.TotalSeconds, tags);
        }
    }

    /// <summary>The <c>error.type</c> of an error: that of its cause, which says more than that a store has failed.</summary>
    public static string TypeOf(Exception error) => ((error as SseStoreException)?.InnerException ?? error).GetType().FullName!;

    /// <summary>Consecutive failures of requests.</summary>
    private sealed class Failing
    {
        private readonly Lock _gate = new();
        private Exception? _error;
        private TimeSpan _since;
        private TimeSpan _latest;

        public (Exception Error, TimeSpan Time)? Of(TimeSpan now, TimeSpan longAgo)
        {
            lock (_gate)
            {
                return _error is null || now - _latest > longAgo ? null : (_error, now - _since);
            }
        }

        public void Succeeded()
        {
            if (Volatile.Read(ref _error) is not null)
            {
                lock (_gate)
                {
                    _error = null;
                }
            }
        }

        public void Failed(Exception error, TimeSpan now)
        {
            lock (_gate)
            {
                _since = _error is null ? now : _since;
                (_error, _latest) = (error, now);
            }
        }
    }
}
