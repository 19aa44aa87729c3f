using System.Diagnostics.Metrics;

namespace Sse.Tool;

/// <summary>Counts the received bytes, from the client's metric <c>sse.client.received.size</c>.</summary>
internal sealed class ReceivedBytes : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public ReceivedBytes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == SseTelemetry.MeterName && instrument.Name == "sse.client.received.size")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _count, count));
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
