namespace LlmServer.Models;

/// <summary>The model gives no answer, or no more of it. The message is for the client.</summary>
internal sealed class ModelException(int status, string message, string? retryAfter = null, string? code = null) : Exception(message)
{
    /// <summary>What the provider calls the error, such as <c>context_length_exceeded</c>, if it says so.</summary>
    public string? Code => code;

    public int Status => status;

    /// <summary>The value of the header, if there is one.</summary>
    public string? RetryAfter => retryAfter;
}
