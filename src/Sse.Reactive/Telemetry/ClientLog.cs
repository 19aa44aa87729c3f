using Microsoft.Extensions.Logging;

namespace Sse.Reactive;

/// <summary>What is logged. URLs stand here without user info and query.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Information, "Streaming from {Uri}: open, at attempt {Attempt}.", EventName = "Opened")]
    public static partial void Opened(ILogger logger, string uri, int attempt);

    [LoggerMessage(2, LogLevel.Information, "Streaming from {Uri}: attempt {Attempt} has ended ({Cause}); the next follows in {Wait}.", EventName = "Disconnected")]
    public static partial void Disconnected(ILogger logger, string uri, int attempt, string cause, TimeSpan wait);

    [LoggerMessage(3, LogLevel.Warning, "Streaming from {Uri}: attempt {Attempt} has failed and none has ever opened ({Cause}); the next follows in {Wait}.", EventName = "NeverOpened")]
    public static partial void NeverOpened(ILogger logger, string uri, int attempt, string cause, TimeSpan wait);

    [LoggerMessage(4, LogLevel.Information, "Streaming from {Uri}: completed at attempt {Attempt} ({Cause}).", EventName = "Ended")]
    public static partial void Ended(ILogger logger, string uri, int attempt, string cause);

    [LoggerMessage(5, LogLevel.Error, "Streaming from {Uri}: given up at attempt {Attempt} ({Cause}).", EventName = "Failed")]
    private static partial void Failed(ILogger logger, Exception? error, string uri, int attempt, string cause);

    /// <summary>The exception goes along, unless a refusal is in it, whose body may repeat what it was sent.</summary>
    public static void Failed(ILogger logger, Exception error, string uri, int attempt) =>
        Failed(logger, error is SseResponseException or { InnerException: SseResponseException } ? null : error, uri, attempt, FailureText.Describe(error));

    [LoggerMessage(7, LogLevel.Error, "Not started: the checkpoint does not load.", EventName = "NotStarted")]
    public static partial void NotStarted(ILogger logger, Exception error);

    [LoggerMessage(6, LogLevel.Warning, "Streaming from {Uri}: attempt {Attempt} had to leave out its Last-Event-ID. {Reason}", EventName = "LastEventIdOmitted")]
    public static partial void LastEventIdOmitted(ILogger logger, string uri, int attempt, string reason);
}
