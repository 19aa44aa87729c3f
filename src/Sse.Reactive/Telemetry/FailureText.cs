using System.Text;

namespace Sse.Reactive;

/// <summary>How a connection ended, in words.</summary>
internal static class FailureText
{
    /// <summary>
    /// For logs, traces and messages: of an exception, and of those it holds, whatever each has to add ("see inner exception" helps nobody who
    /// sees only a line); of a refusal the status, but not its body, which may repeat what it was sent.
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
