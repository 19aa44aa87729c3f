using System.Text;

namespace Sse.Reactive;

/// <summary>The text of a failure, for logs, traces and messages.</summary>
internal static class FailureText
{
    /// <summary>
    /// The message of an exception, followed by those of its inner exceptions unless it contains them. For a response that is not an event
    /// stream, the message without the body, which may repeat secrets of the request.
    /// </summary>
    public static string Describe(Exception cause)
    {
        switch (cause)
        {
            case SseResponseException response:
                return response.Summary;
            case SseConnectionException connection:
                return connection.Summary;
        }

        var text = new StringBuilder(cause.Message);
        for (var inner = cause.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (!text.ToString().Contains(inner.Message, StringComparison.Ordinal))
            {
                text.Append(" (").Append(inner.Message).Append(')');
            }
        }

        return text.ToString();
    }
}
