using System.Globalization;

namespace Sse.Soak;

/// <summary>The events of a topic, which outlive the web server: a new one publishes the newest again, with the same IDs.</summary>
internal sealed class EventLog(string topic)
{
    private const int LargeOneIn = 50;
    private const int LargeBytes = 8000;

    private readonly Queue<SseEvent> _newest = new();

    public string Topic => topic;

    public long Newest { get; private set; }

    public SseEvent Add()
    {
        var number = ++Newest;
        var size = number % LargeOneIn == 0 ? LargeBytes : 80;
        var value = new SseEvent(
            $"{number} {new string('x', size)}", "message", number.ToString(CultureInfo.InvariantCulture));
        _newest.Enqueue(value);
        if (_newest.Count > Topics.EventsOf(topic))
        {
            _newest.Dequeue();
        }

        return value;
    }

    public IEnumerable<SseEvent> Held => _newest;
}
