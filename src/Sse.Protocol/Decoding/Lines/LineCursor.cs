namespace Sse.Protocol;

/// <summary>
/// A position in a chunk, with what is known of the bytes after it, so that a reader that stopped continues without a search.
/// </summary>
/// <param name="Position">Where the next line starts.</param>
/// <param name="BlockEnd">The end of the last block that was searched.</param>
/// <param name="LineEnds">The line ends of that block that are not yet read.</param>
internal readonly record struct LineCursor(int Position, int BlockEnd, ulong LineEnds)
{
    /// <summary>
    /// Whether the next line is the first of an event, of which the decoder holds nothing yet, and the event before it had no ID of its
    /// own: then this one is likely to have none either.
    /// </summary>
    public bool IsAtPlainEvent { get; init; }

    /// <summary>A position after which nothing was searched.</summary>
    public static LineCursor At(int position) => new(position, position, 0);
}
