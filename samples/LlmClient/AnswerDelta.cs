namespace LlmClient;

/// <summary>What one event adds to an answer.</summary>
/// <param name="Text">The text to append: usually a token, sometimes empty.</param>
/// <param name="StopReason">Why the model stopped, as the API names it; <see langword="null"/> while it continues.</param>
/// <param name="IsLast">Whether this event marks the end of the answer. A stream that ends without one is incomplete.</param>
internal sealed record AnswerDelta(string Text = "", string? StopReason = null, bool IsLast = false)
{
    /// <summary>The delta of events that add nothing.</summary>
    public static AnswerDelta Empty { get; } = new();
}
