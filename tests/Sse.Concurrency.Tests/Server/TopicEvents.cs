using System.Globalization;

namespace Sse.Concurrency.Tests;

/// <summary>The IDs that topics assign end in a position.</summary>
internal static class TopicEvents
{
    public static int PositionOf(string id) => int.Parse(id[(id.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);

    public static IEnumerable<int> Positions(this Witness<SseEvent> witness) => witness.Seen.Select(e => PositionOf(e.LastEventId));
}
