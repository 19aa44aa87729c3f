using Sse.Reactive.AspNetCore;

namespace Sse.Tool.Serving;

/// <summary>Publishes lines to a topic, one after the other.</summary>
internal sealed class Feed(SseTopic topic, Offer offer, Action<string> warn)
{
    private bool _hasWarnedOfIds;

    public long Published { get; private set; }

    public async Task PublishAsync(TextReader lines)
    {
        for (var number = 1L; await lines.ReadLineAsync() is { } line; number++)
        {
            try
            {
                Publish(offer.IsNdjson ? NdjsonEvent.Parse(line, offer.Type) : new(line, offer.Type));
                Published++;
            }
            catch (Exception error) when (error is FormatException or ArgumentException)
            {
                warn($"line {number} is left out: {error.Message}");
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
            // To lose the event would be worse than to number it anew.
            topic.Publish(e with { LastEventId = "" });
            if (!_hasWarnedOfIds)
            {
                _hasWarnedOfIds = true;
                warn($"the ID '{Output.Printable.Short(e.LastEventId, 80)}' has been used: events without an ID of their own are given one.");
            }
        }
    }
}
