using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>What is read back of frames that were written: the losses of a text format, stated one by one.</summary>
internal static class RoundTrip
{
    public static SseEvent Expected(SseEvent sent) => new(OverTheWire(Lines(sent.Data)), OverTheWire(sent.Type), OverTheWire(sent.LastEventId));

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

                // A comment is one line: one of several lines becomes several.
                case SseFrame.Comment comment:
                    foreach (var line in Lines(comment.Text).Split('\n'))
                    {
                        yield return new SseFrame.Comment(OverTheWire(line));
                    }

                    break;

                // Whole milliseconds; at the top, where a TimeSpan's end stands for all that is beyond it, rounded up.
                case SseFrame.Retry { ReconnectionTime: var time }:
                    var whole = TimeSpan.FromTicks(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond));
                    yield return new SseFrame.Retry(TimeSpan.MaxValue - whole < TimeSpan.FromMilliseconds(1) ? TimeSpan.MaxValue : whole);
                    break;

                // An ID is a change, or it is nothing.
                case SseFrame.Id id when OverTheWire(id.LastEventId) != lastEventId:
                    lastEventId = OverTheWire(id.LastEventId);
                    yield return new SseFrame.Id(lastEventId);
                    break;
            }
        }
    }

    /// <summary>Every newline is an LF.</summary>
    private static string Lines(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>Lone surrogates have no UTF-8: each is U+FFFD.</summary>
    private static string OverTheWire(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
