namespace Sse.Reactive.Testing;

/// <summary>A parsed marble string.</summary>
/// <param name="Text">The string.</param>
/// <param name="Symbols">Its symbols, in order.</param>
/// <param name="Frames">How many frames it spans.</param>
internal sealed record Diagram(string Text, IReadOnlyList<Symbol> Symbols, long Frames)
{
    private const string StartInSequence =
        "'^' is not valid here. It marks the current time of a hot observable, the response of a connection, or a subscription's start.";

    private const string EndInSequence = "'!' ends a subscription. End a sequence with '|' (completion) or '#' (error).";

    /// <summary>The frame of <c>^</c>; 0 if there is none.</summary>
    public long StartFrame => Symbols.FirstOrDefault(symbol => symbol.Character == Symbol.Start).Frame;

    /// <summary>The frame of <c>!</c>, if it comes after the frame of <c>^</c>.</summary>
    public long? EndFrame => Symbols.Count > 0 && Symbols[^1] is { Character: Symbol.End, Frame: var end } && end > StartFrame ? end : null;

    /// <summary>The symbols by frame.</summary>
    public DiagramRow Row => new(Symbols.Select(symbol => (symbol.Frame, symbol.Character)), Frames);

    /// <summary>Parses a sequence: letters, and <c>|</c> or <c>#</c>.</summary>
    public static Diagram ParseSequence(string text, TimeSpan frame) => Parse(text, frame, symbol => symbol.Character switch
    {
        Symbol.Start => StartInSequence,
        Symbol.End => EndInSequence,
        _ => null,
    });

    /// <summary>Parses a sequence that may have <c>^</c>: the current time of a hot observable, or the response of a connection.</summary>
    public static Diagram ParseSequenceWithStart(string text, TimeSpan frame) =>
        Parse(text, frame, symbol => symbol.Character == Symbol.End ? EndInSequence : null);

    /// <summary>Parses a row of a picture: any valid string.</summary>
    public static Diagram ParseRow(string text, TimeSpan frame) => Parse(text, frame, _ => null);

    /// <summary>Parses the lifetime of a subscription or connection: <c>^</c>, and <c>!</c> if it ends.</summary>
    public static Diagram ParseLifetime(string text, TimeSpan frame)
    {
        var diagram = Parse(text, frame, symbol => symbol.Character is Symbol.Start or Symbol.End
            ? null
            : $"'{symbol.Character}' is not valid in a subscription string. Use '^' for its start and '!' for its end.");
        Symbol? first = diagram.Symbols.Count > 0 ? diagram.Symbols[0] : null;
        return first is { Character: Symbol.Start }
            ? diagram
            : throw new MarbleSyntaxException("The first symbol of a subscription string must be '^'.", text, first?.Column);
    }

    private static Diagram Parse(string text, TimeSpan frame, Func<Symbol, string?> validate)
    {
        ArgumentNullException.ThrowIfNull(text, "marbles");
        var diagram = new DiagramParser(text, frame).Parse();
        foreach (var symbol in diagram.Symbols)
        {
            if (validate(symbol) is { } problem)
            {
                throw new MarbleSyntaxException(problem, text, symbol.Column);
            }
        }

        return diagram;
    }
}
