namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// The costs of several clients over one stream. In each round every client reads it once, in random order, so that other load affects all
/// of them equally.
/// </summary>
internal sealed class Costs(Dictionary<StreamClient, Cost[]> costs, int events)
{
    public static async Task<Costs> OfAsync(IReadOnlyList<StreamClient> clients, Uri uri, int streams, int events, int rounds)
    {
        var costs = clients.ToDictionary(c => c, _ => new Cost[rounds]);
        var order = clients.ToArray();
        var random = new Random(20_25);
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var client in order)
            {
                costs[client][round] = await Cost.OfAsync(client, uri, streams);
            }
        }

        return new(costs, streams * events);
    }

    /// <summary>The median cost per event.</summary>
    public double PerEvent(StreamClient client, Func<Cost, double> part) => Median.Of(costs[client].Select(part)) / events;

    /// <summary>The cost of the peer divided by that of the library: median and quartiles over the rounds.</summary>
    public (double Median, double Low, double High) Ratio(StreamClient ours, StreamClient peer, Func<Cost, double> part)
    {
        var ratios = costs[peer].Zip(costs[ours], (p, o) => part(p) / part(o)).Order().ToArray();
        return (Median.Of(ratios), ratios[ratios.Length / 4], ratios[^((ratios.Length / 4) + 1)]);
    }
}
