using System.Reactive.Linq;
using Blazor.Client;

namespace Blazor.Host;

/// <summary>Publishes a price every 20 ms: more than a page should draw.</summary>
internal sealed class PricePublisher : IDisposable
{
    private static readonly string[] Symbols = ["CRIMSON", "INDIGO", "OCHRE", "VIRIDIAN"];

    private readonly IDisposable _query;

    public PricePublisher() => _query = Observable.Interval(TimeSpan.FromMilliseconds(20))
        .Select(tick => new Price(Symbols[tick % Symbols.Length], Math.Round(100 + (10 * (decimal)Math.Sin(tick / 50.0)), 2)))
        .Subscribe(price => Topic.PublishJson(price, PriceJson.Default.Price, "price"));

    public SseTopic Topic { get; } = new("prices", new() { MaxEvents = 10_000 });

    public void Dispose() => _query.Dispose();
}
