namespace LlmClient;

/// <summary>What one event adds to an answer.</summary>
/// <param name="Text">The text to append: usually a token, sometimes empty.</param>
/// <param name="Thought">The reasoning to append; it is not part of the answer.</param>
/// <param name="StopReason">Why the model stopped, as the API names it; <see langword="null"/> while it continues.</param>
/// <param name="IsLast">Whether the answer is complete with this event. A stream that ends without one is incomplete.</param>
internal sealed record AnswerDelta(string Text = "", string Thought = "", string? StopReason = null, bool IsLast = false)
{
    /// <summary>The delta of events that add nothing.</summary>
    public static AnswerDelta Empty { get; } = new();

    /// <summary>Parts of the calls of tools.</summary>
    public IReadOnlyList<ToolCallPart> Calls { get; init; } = [];
}
