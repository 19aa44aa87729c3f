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

    public void Dispose() => _listener.Dispose();

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        Measurements.Add(string.Join(' ', [
            instrument.Name["sse.client.".Length..],
            Convert.ToString(value, CultureInfo.InvariantCulture)!,
            .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"),
        ]));
}
