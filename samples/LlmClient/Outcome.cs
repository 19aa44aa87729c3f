namespace LlmClient;

/// <summary>How a conversation ended. The numbers are exit codes.</summary>
internal enum Outcome
{
    /// <summary>The answer is whole.</summary>
    Complete = 0,

    /// <summary>There was no answer: the API refused, or could not be reached.</summary>
    Refused = 1,

    /// <summary>The answer has begun and is not whole.</summary>
    BrokenOff = 2,

    /// <summary>The user stopped it; what shells report for Ctrl+C.</summary>
    Stopped = 130,
}
