namespace LlmClient;

/// <summary>How a conversation ended. The values are exit codes.</summary>
internal enum Outcome
{
    /// <summary>The answer is complete.</summary>
    Complete = 0,

    /// <summary>There is no answer: the API refused the request, or could not be reached.</summary>
    NoAnswer = 1,

    /// <summary>The answer started but is incomplete.</summary>
    Incomplete = 2,

    /// <summary>The user pressed Ctrl+C; this is the exit code that shells use for it.</summary>
    Cancelled = 130,
}
