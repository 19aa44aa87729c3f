namespace LlmServer.Models;

/// <summary>The model gives no answer, or no more of it. The message is for the client.</summary>
internal sealed class ModelException(int status, string message, string? retryAfter = null) : Exception(message)
{
    public int Status => status;

    /// <summary>The value of the header, if there is one.</summary>
    public string? RetryAfter => retryAfter;
}
