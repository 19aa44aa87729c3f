using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>One response, as listeners see it. Asks for nothing that nobody listens to.</summary>
internal sealed class StreamTelemetry(HttpContext context)
{
    private readonly ServerInstruments _instruments = ServerInstruments.Of(context.RequestServices);
    private readonly string? _route = context.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
    private bool _isCountedAsOpen;
    private long _droppedTold;

    private TagList Tags => _route is null ? default : new() { { "http.route", _route } };

    /// <summary>Whether anybody wants to know what waits.</summary>
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

    /// <summary>So much has been written. Once for each flush.</summary>
    public void Written(int events, long bytes)
    {
        if (bytes > 0 && (_instruments.Events.Enabled || _instruments.Bytes.Enabled))
        {
            TellWritten(events, bytes); // apart: room for tags costs, even if there are none
        }
    }

    /// <summary>What waits is about to be written.</summary>
    /// <param name="waiting">How many messages.</param>
    /// <param name="dropped">How many events were dropped in all.</param>
    public void Draining(int waiting, long dropped)
    {
        if (waiting > 0 && _instruments.OutboxDepth.Enabled)
        {
            _instruments.OutboxDepth.Record(waiting, Tags);
        }

        TellDropped(dropped);
    }

    /// <summary>Nobody writes any more.</summary>
    /// <param name="end">Why.</param>
    /// <param name="dropped">How many events were dropped in all.</param>
    /// <param name="abandoned">How many still waited.</param>
    public void Ended(EndReason end, long dropped, int abandoned)
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

        TellDropped(dropped);
        if (abandoned > 0 && _instruments.Dropped.Enabled)
        {
            _instruments.Dropped.Add(abandoned, With(reason));
        }
    }

    private static string NameOf(EndReason reason) => reason switch
    {
        EndReason.Completed => "completed",
        EndReason.SourceFailed => "source_failed",
        EndReason.ClientClosed => "client_closed",
        EndReason.TooSlow => "too_slow",
        EndReason.WriteTimeout => "write_timeout",
        EndReason.MaxConnectionAge => "max_connection_time",
        EndReason.Shutdown => "shutdown",
        _ => throw new UnreachableException(),
    };

    private void TellWritten(int events, long bytes)
    {
        if (events > 0)
        {
            _instruments.Events.Add(events, Tags);
        }

        _instruments.Bytes.Add(bytes, Tags);
    }

    private void TellDropped(long dropped)
    {
        if (dropped > _droppedTold && _instruments.Dropped.Enabled)
        {
            _instruments.Dropped.Add(dropped - _droppedTold, With("overflow"));
            _droppedTold = dropped;
        }
    }

    private TagList With(string reason)
    {
        var tags = Tags;
        tags.Add("sse.reason", reason);
        return tags;
    }
}
