using System.Security.Authentication;
using Sse.Tool.Arguments;
using Sse.Tool.Output;

namespace Sse.Tool.Listening;

/// <summary>Why all ended with an error, in the words of the command line and not in those of the library.</summary>
internal static class Failure
{
    public static string Of(Exception error, Ask ask) => Printable.Short(Text(error, ask), 1000);

    private static string Text(Exception error, Ask ask) => error switch
    {
        _ when Inner<SseLimitExceededException>(error) is { } limit => $"an event is larger than {Sizes.Shown(limit.Limit)}. --max-event lets it be larger.",
        SseResponseException { StatusCode: >= 300 and <= 399 } when ask.IsInsecure => $"{Why.Of(error)}. With --insecure no redirect is followed.",
        SseConnectionException { InnerException: { } cause } => $"{ask.Uri.Authority}: {Why.Of(cause)}.{(IsOfCertificate(cause) ? " --insecure takes any certificate." : "")} {WhyNoOther(ask)}",
        _ => error.Message,
    };

    private static string WhyNoOther(Ask ask) => ask.Reconnects ? $"A {ask.Method} that may have reached the server is not sent again." : "There is no other attempt, by --no-reconnect.";

    private static bool IsOfCertificate(Exception cause) => Inner<AuthenticationException>(cause) is { } refusal && refusal.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase);

    private static T? Inner<T>(Exception? error)
        where T : Exception
    {
        while (error is not (null or T))
        {
            error = error.InnerException;
        }

        return error as T;
    }
}
