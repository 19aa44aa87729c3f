namespace LlmClient;

/// <summary>What one event of an answer brings.</summary>
/// <param name="Text">Text to append; mostly a token, often none.</param>
/// <param name="StopReason">Why the model stopped, in the API's own word; <see langword="null"/> as long as it has not.</param>
/// <param name="IsLast">Whether this event is the API's word that the answer is whole. Without it, a stream that ends has broken off.</param>
internal sealed record Piece(string Text = "", string? StopReason = null, bool IsLast = false)
{
    /// <summary>What most kinds of events bring.</summary>
    public static Piece Nothing { get; } = new();
}
