using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>The metrics of one response. Measures nothing that no listener has enabled.</summary>
internal sealed class StreamTelemetry(HttpContext context)
{
    private readonly ServerInstruments _instruments = ServerInstruments.Of(context.RequestServices);
    private readonly string? _route = context.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
    private bool _isCountedAsOpen;
    private long _reportedDrops;

    private TagList Tags => _route is null ? default : new() { { "http.route", _route } };

    /// <summary>Whether a listener measures the outbox.</summary>
    public bool MeasuresOutbox => _instruments.OutboxDepth.Enabled || _instruments.Dropped.Enabled;

    public void Refused(string reason)
    {
        if (_instruments.Refusals.Enabled)
        {
            _instruments.Refusals.Add(1, With(reason));
        }
    }

    public void Opened()
    {
        if (_instruments.OpenConnections.Enabled)
        {
            _isCountedAsOpen = true;
            _instruments.OpenConnections.Add(1, Tags);
        }
    }

    /// <summary>Records what was written; once for each flush.</summary>
    public void Written(int events, long bytes)
    {
        if (bytes > 0 && (_instruments.Events.Enabled || _instruments.Bytes.Enabled))
        {
            RecordWritten(events, bytes); // a method of its own: the stack space of tags costs time even if they are not used
        }
    }

    /// <summary>Records the outbox before it is written.</summary>
    /// <param name="queued">The number of queued messages.</param>
    /// <param name="dropped">The total number of dropped events.</param>
    public void Draining(int queued, long dropped)
    {
        if (queued > 0 && _instruments.OutboxDepth.Enabled)
        {
            _instruments.OutboxDepth.Record(queued, Tags);
        }

        RecordDropped(dropped);
    }

    /// <summary>Records the end of the stream.</summary>
    /// <param name="end">The reason.</param>
    /// <param name="dropped">The total number of dropped events.</param>
    /// <param name="unsent">The number of events that were still queued.</param>
    public void Ended(EndReason end, long dropped, int unsent)
    {
        if (_isCountedAsOpen)
        {
            _isCountedAsOpen = false;
            _instruments.OpenConnections.Add(-1, Tags);
        }

        var reason = NameOf(end);
        if (_instruments.Disconnects.Enabled)
        {
            _instruments.Disconnects.Add(1, With(reason));
        }

        RecordDropped(dropped);
        if (unsent > 0 && _instruments.Dropped.Enabled)
        {
            _instruments.Dropped.Add(unsent, With(reason));
        }
    }

    private static string NameOf(EndReason reason) => reason switch
    {
        EndReason.Completed => "completed",
        EndReason.SourceFailed => "source_failed",
        EndReason.ClientClosed => "client_closed",
        EndReason.TooSlow => "too_slow",
        EndReason.WriteTimeout => "write_timeout",
        EndReason.MaxConnectionAge => "max_connection_age",
        EndReason.AuthenticationExpired => "authentication_expired",
        EndReason.Shutdown => "shutdown",
        _ => throw new UnreachableException(),
    };

    private void RecordWritten(int events, long bytes)
    {
        if (events > 0)
        {
            _instruments.Events.Add(events, Tags);
        }

        _instruments.Bytes.Add(bytes, Tags);
    }

    private void RecordDropped(long dropped)
    {
        if (dropped > _reportedDrops && _instruments.Dropped.Enabled)
        {
            _instruments.Dropped.Add(dropped - _reportedDrops, With("overflow"));
            _reportedDrops = dropped;
        }
    }

    private TagList With(string reason)
    {
        var tags = Tags;
        tags.Add("sse.reason", reason);
        return tags;
    }
}
