using System.Diagnostics.Metrics;
using System.Globalization;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>Records the client's measurements until it is disposed: <c>name value attribute=value ...</c>.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener;

    public MetricRecorder()
    {
        _listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SseTelemetry.MeterName)
                {
                    Instruments.Add(instrument);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
            MeasurementsCompleted = static (_, _) => { }, // without a callback, Dispose of .NET 8 leaves the measurements on
        };
        _listener.SetMeasurementEventCallback<int>(Add);
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.SetMeasurementEventCallback<double>(Add);
        _listener.Start();
    }

    public List<string> Measurements { get; } = [];

    public List<Instrument> Instruments { get; } = [];

    /// <summary>Observes the gauge now, for the server gauge.test. Other tests may have left subscriptions that run.</summary>
    public List<string> TimesSinceLastEvent()
    {
        Measurements.Clear();
        _listener.RecordObservableInstruments();
        return [.. Measurements.Where(line => line.Contains("gauge.test", StringComparison.Ordinal))];
    }

    public void Dispose() => _listener.Dispose();

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        Measurements.Add(string.Join(' ', [
            instrument.Name["sse.client.".Length..],
            Convert.ToString(value is double time ? Math.Round(time, 3) : value, CultureInfo.InvariantCulture)!,
            .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"),
        ]));
}
