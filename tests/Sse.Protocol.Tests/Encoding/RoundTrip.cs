using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>The frames that are read back for the frames written: each loss of the text format, one by one.</summary>
internal static class RoundTrip
{
    public static SseEvent Expected(SseEvent sent) =>
        new(OverTheWire(Lines(sent.Data)), OverTheWire(sent.Type), OverTheWire(sent.LastEventId));

    public static IEnumerable<SseFrame> Expected(IEnumerable<SseFrame> sent)
    {
        var lastEventId = "";
        foreach (var frame in sent)
        {
            switch (frame)
            {
                case SseFrame.Event e:
                    var expected = Expected(e.Value);
                    lastEventId = expected.LastEventId;
                    yield return new SseFrame.Event(expected);
                    break;

                // A comment is one line: a text of several lines becomes several comments.
                case SseFrame.Comment comment:
                    foreach (var line in Lines(comment.Text).Split('\n'))
                    {
                        yield return new SseFrame.Comment(OverTheWire(line));
                    }

                    break;

                // Whole milliseconds. The largest TimeSpan stands for all longer times, so the last millisecond rounds up to it.
                case SseFrame.Retry { ReconnectionTime: var time }:
                    var whole = TimeSpan.FromTicks(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond));
                    yield return new SseFrame.Retry(TimeSpan.MaxValue - whole < TimeSpan.FromMilliseconds(1) ? TimeSpan.MaxValue : whole);
                    break;

                // An unchanged ID gives no frame.
                case SseFrame.Id id when OverTheWire(id.LastEventId) != lastEventId:
                    lastEventId = OverTheWire(id.LastEventId);
                    yield return new SseFrame.Id(lastEventId);
                    break;
            }
        }
    }

    /// <summary>Every newline becomes LF.</summary>
    private static string Lines(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>Lone surrogates cannot be encoded in UTF-8: each becomes U+FFFD.</summary>
    private static string OverTheWire(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
