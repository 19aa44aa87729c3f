using System.Text;
using Sse.Reactive.Testing;

namespace Sse.Fuzz.Tests;

/// <summary>
/// A marble string is refused with its own exception, which names a column of it, or means the same once it is printed and parsed again. So
/// does any recording. Input: the length of a frame, and the string in UTF-8; or, if the first byte is odd, the frames of a recording.
/// </summary>
internal static class MarbleTarget
{
    private static readonly TimeSpan[] Frames =
        [TimeSpan.FromMilliseconds(1), TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1)];

    /// <summary>In ticks: a year. Where groups are wide, drawn frames are shorter, and there are more of them.</summary>
    private const long LongestRecording = 365 * TimeSpan.TicksPerDay;

    public static void Run(ReadOnlySpan<byte> bytes)
    {
        var input = new Input(bytes);
        var kind = input.Byte();
        var frame = Frames[(kind >> 1) % Frames.Length];
        if (kind % 2 == 1)
        {
            CheckPrinted(RecordingOf(ref input, LongestRecording / frame.Ticks), frame);
            return;
        }

        var text = Encoding.UTF8.GetString(input.Rest());
        if (Parse(Diagram.ParseRow, text, frame) is not { } diagram)
        {
            Law.Holds(Parse(Diagram.ParseSequenceWithStart, text, frame) is null, "a sequence is a row");
            Law.Holds(Parse(Diagram.ParseLifetime, text, frame) is null, "a lifetime is a row");
            return;
        }

        var sequence = Parse(Diagram.ParseSequence, text, frame);
        var isSequence = diagram.Symbols.All(symbol => symbol.Character is not ('^' or '!'));
        Law.Same(isSequence, sequence is not null, "a sequence has neither '^' nor '!'");
        CheckPrinted(diagram.Row, frame);
    }

    /// <summary>Letters, each a number of frames after the one before.</summary>
    private static DiagramRow RecordingOf(ref Input input, long mostFrames)
    {
        var (symbols, now) = (new List<(long, char)>(), 0L);
        while (!input.IsEmpty)
        {
            var wait = input.Byte() is < byte.MaxValue and var few ? few : input.Number() & long.MaxValue;
            if (wait < mostFrames - now)
            {
                now += wait;
            }

            symbols.Add((now, (char)('a' + (input.Byte() % 26))));
        }

        return new(symbols, now + 1);
    }

    private static void CheckPrinted(DiagramRow row, TimeSpan frame)
    {
        var drawn = new DiagramRenderer(frame, row);
        var drawnFrame = drawn.ShorterFrame is { } shorter ? TicksOf(shorter) : frame.Ticks;
        if (drawnFrame != decimal.Truncate(drawnFrame) || drawnFrame < 1)
        {
            return; // shorter than a TimeSpan can be
        }

        var scale = frame.Ticks / (long)drawnFrame;
        var again = Diagram.ParseRow(drawn.Lines[0], TimeSpan.FromTicks((long)drawnFrame)).Row;
        var expected = row.Cells.Select(cell => cell with { Frame = cell.Frame * scale });
        Law.SameSequence(expected, again.Cells, "the symbols of what is printed");
        Law.Holds(row.HasEnded || row.Frames * scale <= again.Frames, "the length of what is printed");
    }

    private static decimal TicksOf(string progression)
    {
        Law.Holds(TimeProgression.TryParse(progression, 0, out var time), "the length of a frame is a time progression");
        var unit = time.Unit switch { "ms" => TimeSpan.TicksPerMillisecond, "s" => TimeSpan.TicksPerSecond, _ => TimeSpan.TicksPerMinute };
        return time.Number * unit;
    }

    private static Diagram? Parse(Func<string, TimeSpan, Diagram> parse, string text, TimeSpan frame)
    {
        try
        {
            return parse(text, frame);
        }
        catch (MarbleSyntaxException error)
        {
            Law.Holds(error.Column is null || (error.Column >= 1 && error.Column <= text.Length), "the column of an error");
            return null;
        }
    }
}
