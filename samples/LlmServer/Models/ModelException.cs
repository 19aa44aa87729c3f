namespace LlmServer.Models;

/// <summary>The model gives no answer, or no more of it. The message is for the client.</summary>
internal sealed class ModelException(int status, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public int Status => status;

    public TimeSpan? RetryAfter => retryAfter;
}
