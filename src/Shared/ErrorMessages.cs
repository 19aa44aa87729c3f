using System.Text;

namespace Sse;

/// <summary>What an exception and its inner exceptions say.</summary>
internal static class ErrorMessages
{
    /// <summary>The platform's messages that leave it to the inner exception to say what happened.</summary>
    private static readonly string[] Empty =
    [
        "An error occurred while sending the request.",
        "Error while copying content to a stream.",
        "see inner exception.",
    ];

    /// <returns>
    /// The message, followed by those of the inner exceptions that say something new. The inner exceptions of a timeout or a cancellation
    /// say only that something was cancelled.
    /// </returns>
    public static string Of(Exception error)
    {
        var text = new StringBuilder();
        for (var next = error; next is not null; next = next.InnerException)
        {
            if (text.Length > 0 && next is OperationCanceledException)
            {
                break;
            }

            var isEmpty = next.InnerException is not null && Empty.Any(end => next.Message.EndsWith(end, StringComparison.Ordinal));
            if (!isEmpty && !text.ToString().Contains(next.Message, StringComparison.Ordinal))
            {
                text.Append(text.Length == 0 ? next.Message : $" ({next.Message})");
            }

            if (next is OperationCanceledException or TimeoutException)
            {
                break;
            }
        }

        return text.Length > 0 ? text.ToString() : error.Message;
    }
}
