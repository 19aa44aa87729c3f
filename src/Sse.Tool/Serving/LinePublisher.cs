using Sse.Reactive.AspNetCore;

namespace Sse.Tool;

/// <summary>Publishes lines to a topic, in order. Invalid lines are skipped with a warning.</summary>
internal sealed class LinePublisher(SseTopic topic, ServeRequest request, Action<string> warn)
{
    private bool _hasWarnedOfIds;

    /// <summary>How many events have been published.</summary>
    public long Published { get; private set; }

    public async Task PublishAsync(TextReader lines)
    {
        for (var number = 1L; await lines.ReadLineAsync() is { } line; number++)
        {
            try
            {
                Publish(request.IsNdjson ? NdjsonEvent.Parse(line, request.Type) : new(line, request.Type));
                Published++;
            }
            catch (Exception error) when (error is FormatException or ArgumentException)
            {
                warn($"line {number} was skipped: {error.Message}");
            }
        }
    }

    private void Publish(SseEvent e)
    {
        try
        {
            topic.Publish(e);
        }
        catch (SseDuplicateIdException)
        {
            // A new ID is better than losing the event.
            topic.Publish(e with { LastEventId = "" });
            if (!_hasWarnedOfIds)
            {
                _hasWarnedOfIds = true;
                warn($"the ID '{Printable.Truncated(e.LastEventId, 80)}' was already used; events with a duplicate ID get a new one.");
            }
        }
    }
}
