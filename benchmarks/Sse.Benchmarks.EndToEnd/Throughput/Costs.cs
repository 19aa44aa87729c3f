namespace Sse.Benchmarks.EndToEnd;

/// <summary>The costs of several clients over one stream. In each round every client reads it once, in another order, so that whatever else the machine does meets them all.</summary>
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

    /// <summary>The median, for each event.</summary>
    public double PerEvent(StreamClient client, Func<Cost, double> part) => Median.Of(costs[client].Select(part)) / events;

    /// <summary>How many times as much a peer takes as ours: the median over the rounds, and the quartiles.</summary>
    public (double Median, double Low, double High) Ratio(StreamClient ours, StreamClient peer, Func<Cost, double> part)
    {
        var ratios = costs[peer].Zip(costs[ours], (p, o) => part(p) / part(o)).Order().ToArray();
        return (Median.Of(ratios), ratios[ratios.Length / 4], ratios[^((ratios.Length / 4) + 1)]);
    }
}
