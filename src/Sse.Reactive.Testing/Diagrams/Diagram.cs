namespace Sse.Reactive.Testing;

/// <summary>A marble string, read.</summary>
/// <param name="Text">The string.</param>
/// <param name="Marks">Its signs, in order.</param>
/// <param name="Frames">How many frames it spans.</param>
internal sealed record Diagram(string Text, IReadOnlyList<Mark> Marks, long Frames)
{
    /// <summary>The frame of <c>^</c>, else 0.</summary>
    public long StartFrame => Marks.FirstOrDefault(m => m.Sign == Mark.Start).Frame;

    /// <summary>The frame of <c>!</c>, if there is one after the frame of <c>^</c>.</summary>
    public long? EndFrame => Marks.Count > 0 && Marks[^1] is { Sign: Mark.End, Frame: var end } && end > StartFrame ? end : null;

    /// <summary>Reads what a sequence does: letters and its end.</summary>
    public static Diagram OfSequence(string text, TimeSpan frame) => Of(text, frame, mark => mark.Sign switch
    {
        Mark.Start => "'^' marks where a hot observable is subscribed to, where a scripted connection opens, or where a subscription begins. This string is none of those.",
        Mark.End => EndInSequence,
        _ => null,
    });

    /// <summary>Reads what a sequence does around a moment, <c>^</c>: letters and its end.</summary>
    public static Diagram OfSequenceWithStart(string text, TimeSpan frame) =>
        Of(text, frame, mark => mark.Sign == Mark.End ? EndInSequence : null);

    /// <summary>Reads how long something was subscribed to: <c>^</c> and perhaps <c>!</c>.</summary>
    public static Diagram OfSubscription(string text, TimeSpan frame)
    {
        var diagram = Of(text, frame, mark => mark.Sign is Mark.Start or Mark.End
            ? null
            : $"'{mark.Sign}' has no place in a subscription, which is drawn with '^' (it begins) and '!' (it ends) alone.");
        return diagram.Marks.Count > 0 && diagram.Marks[0].Sign == Mark.Start
            ? diagram
            : throw new MarbleSyntaxException("A subscription begins with '^'.", text, diagram.Marks.Count > 0 ? diagram.Marks[0].Column : null);
    }

    private const string EndInSequence = "'!' marks where a subscription ends. A sequence ends with '|' (it completes) or '#' (it fails).";

    private static Diagram Of(string text, TimeSpan frame, Func<Mark, string?> objection)
    {
        ArgumentNullException.ThrowIfNull(text, "marbles");
        var diagram = new DiagramReader(text, frame).Read();
        foreach (var mark in diagram.Marks)
        {
            if (objection(mark) is { } problem)
            {
                throw new MarbleSyntaxException(problem, text, mark.Column);
            }
        }

        return diagram;
    }
}
