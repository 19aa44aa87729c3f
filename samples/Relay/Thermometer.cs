using System.Globalization;
using System.Reactive.Linq;

namespace Relay;

/// <summary>The sample's own upstream: sends the temperature five times a second, whether or not it has changed.</summary>
internal static class Thermometer
{
    public static IObservable<SseEvent> Readings { get; } = Observable.Interval(TimeSpan.FromSeconds(0.2))
        .Select(tick => 20 + Math.Round(Math.Sin(tick / 10.0), 1))
        .Select(degrees => new SseEvent(degrees.ToString("0.0", CultureInfo.InvariantCulture)));
}
