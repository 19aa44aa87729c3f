using System.Globalization;
using System.Reactive.Linq;

namespace Sse.Browser.Server;

/// <summary>
/// The numbers from 1 on, one every 50 ms, each with itself as the ID. What is due depends on the clock alone, so that another process
/// with the same start continues where one was killed.
/// </summary>
internal sealed class Numbers(DateTimeOffset start)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly SseTopicOptions WholeHistory = new() { MaxEvents = 100_000, ReplayFromOldest = true };

    private readonly Dictionary<string, SseTopic> _topics =
        new[] { "json", "li", "turbo", "datastar" }.ToDictionary(format => format, format => new SseTopic(format, WholeHistory));

    /// <summary>Publishes what is due, and then each number when it is.</summary>
    public IDisposable Publish()
    {
        var next = 1;
        for (; Due(next) <= DateTimeOffset.UtcNow; next++)
        {
            Publish(next);
        }

        return Observable.Generate(next, _ => true, n => n + 1, n => n, Due).Subscribe(Publish);
    }

    /// <summary>The numbers as data that a library understands.</summary>
    public SseTopic As(string format) => _topics[format];

    private static SseEvent Event(string id, string format) => format switch
    {
        "json" => new($$"""{"number":{{id}}}""", LastEventId: id),
        "li" => new($"<li>{id}</li>", LastEventId: id),
        "turbo" => new(
            $"""<turbo-stream action="append" target="rows"><template><li>{id}</li></template></turbo-stream>""", LastEventId: id),
        _ => new($"selector #rows\nmergeMode append\nfragments <li>{id}</li>", "datastar-merge-fragments", id),
    };

    private DateTimeOffset Due(int number) => start + (number * Interval);

    private void Publish(int number)
    {
        foreach (var (format, topic) in _topics)
        {
            topic.Publish(Event(number.ToString(CultureInfo.InvariantCulture), format));
        }
    }
}
