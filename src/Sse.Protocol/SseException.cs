namespace Sse.Protocol;

/// <summary>
/// Base class of the exceptions of the Sse packages: catch it to handle every failure that is specific to Server-Sent Events.
/// </summary>
/// <remarks>
/// Invalid arguments (<see cref="ArgumentException"/>), cancellation (<see cref="OperationCanceledException"/>) and exceptions of your own
/// code are not wrapped in it.
/// </remarks>
public abstract class SseException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The error message.</param>
    protected SseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the exception that caused it.</summary>
    /// <param name="message">The error message.</param>
    /// <param name="innerException">The cause, or <c>null</c> if there is none.</param>
    protected SseException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
