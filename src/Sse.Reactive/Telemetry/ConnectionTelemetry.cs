using System.Diagnostics;
using System.Reactive.Concurrency;

namespace Sse.Reactive;

/// <summary>The metrics and the activity of one attempt and its connection. Measures nothing without a listener.</summary>
internal sealed class ConnectionTelemetry(ClientSession session)
{
    private readonly Uri? _uri = session.Connector.Base;
    private readonly long _eventsBefore = session.EventCount;
    private long _eventsReported = session.EventCount;
    private IStopwatch? _sinceRequest;
    private TimeSpan _readAfter;
    private Activity? _activity;
    private bool _isCountedAsOpen;

    private bool AwaitsFirstEvent => _sinceRequest is not null && _eventsReported == _eventsBefore;

    private TagList Tags => ClientInstruments.TagsOf(_uri);

    /// <summary>Called before the request.</summary>
    /// <returns>
    /// Restores the current activity on disposal: only the request runs under the attempt's activity, not the subscribers.
    /// </returns>
    public CurrentActivity Requesting(SseAttempt attempt)
    {
        if (ClientInstruments.TimeToFirstEvent.Enabled)
        {
            _sinceRequest = session.Options.Scheduler.StartStopwatch();
        }

        var caller = new CurrentActivity(Activity.Current);
        _activity = ClientInstruments.Activities.StartActivity("sse.connection", ActivityKind.Client);
        if (_activity is { } activity)
        {
            foreach (var tag in Tags)
            {
                activity.SetTag(tag.Key, tag.Value);
            }

            activity.SetTag("url.full", _uri is null ? null : RedactedUri.Describe(_uri));
            activity.SetTag("sse.attempt", attempt.Number);
            activity.SetTag("sse.resumed", attempt.LastEventId.Length > 0);
        }

        return caller;
    }

    public void Opened()
    {
        if (ClientInstruments.OpenConnections.Enabled)
        {
            _isCountedAsOpen = true;
            ClientInstruments.OpenConnections.Add(1, Tags);
        }

        _activity?.AddEvent(new("open"));
    }

    /// <summary>Called when bytes have arrived.</summary>
    public void Read(int count)
    {
        if (ClientInstruments.Bytes.Enabled)
        {
            ClientInstruments.Bytes.Add(count, Tags);
        }

        if (AwaitsFirstEvent)
        {
            _readAfter = _sinceRequest!.Elapsed;
        }
    }

    /// <summary>Called for an event whose type is that of a gap.</summary>
    public void Dispatched(SseEvent e)
    {
        if (SseGap.TryRead(e, out var gap))
        {
            var tags = Tags;
            tags.Add("sse.reason", ClientInstruments.NameOf(gap.Reason));
            ClientInstruments.Gaps.Add(1, tags);
        }
    }

    /// <summary>Called when the events that these bytes complete have been delivered.</summary>
    public void Delivered()
    {
        if (_eventsReported == session.EventCount)
        {
            return;
        }

        if (AwaitsFirstEvent)
        {
            ClientInstruments.TimeToFirstEvent.Record(_readAfter.TotalSeconds, Tags);
        }

        if (ClientInstruments.Events.Enabled)
        {
            ClientInstruments.Events.Add(session.EventCount - _eventsReported, Tags);
        }

        _eventsReported = session.EventCount;
    }

    /// <summary>
    /// Called at the end of the connection: with its cause, or with <see langword="null"/> if the subscription was disposed.
    /// </summary>
    public void Ended(Exception? cause, bool isRetried = false)
    {
        Delivered();
        if (_isCountedAsOpen)
        {
            _isCountedAsOpen = false;
            ClientInstruments.OpenConnections.Add(-1, Tags);
        }

        if (cause is not null && ClientInstruments.Disconnects.Enabled)
        {
            var tags = Tags;
            tags.Add("error.type", ClientInstruments.TypeOf(cause));
            tags.Add("sse.retried", isRetried);
            ClientInstruments.Disconnects.Add(1, tags);
        }

        if (_activity is not { } activity)
        {
            return;
        }

        _activity = null;
        activity.SetTag("sse.events", session.EventCount - _eventsBefore);
        if (cause is not null)
        {
            activity.SetTag("error.type", ClientInstruments.TypeOf(cause));
            if (cause is not (SseStreamClosedException or SseRestartException))
            {
                activity.SetStatus(ActivityStatusCode.Error, FailureText.Describe(cause));
            }
        }

        activity.Stop();
    }

    /// <summary>Restores the current activity.</summary>
    internal readonly struct CurrentActivity(Activity? activity) : IDisposable
    {
        public void Dispose()
        {
            if (Activity.Current != activity)
            {
                Activity.Current = activity;
            }
        }
    }
}
