using Microsoft.Extensions.Logging;

namespace Sse.Reactive;

/// <summary>The client's log messages. URLs are logged without user info and query.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(EventId = 1, Message = "Connected to {Uri} on attempt {Attempt}.", EventName = "Opened")]
    public static partial void Opened(ILogger logger, LogLevel level, string uri, int attempt);

    [LoggerMessage(
        EventId = 2,
        Message = "Lost the connection to {Uri} on attempt {Attempt}; reconnecting in {Delay}. Cause: {Cause}",
        EventName = "Disconnected")]
    public static partial void Disconnected(ILogger logger, LogLevel level, string uri, int attempt, string cause, TimeSpan delay);

    [LoggerMessage(
        EventId = 3,
        Message = "Attempt {Attempt} to connect to {Uri} failed, and no attempt has succeeded yet; retrying in {Delay}. Cause: {Cause}",
        EventName = "NeverOpened")]
    public static partial void NeverOpened(ILogger logger, LogLevel level, string uri, int attempt, string cause, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Information, "The stream from {Uri} completed on attempt {Attempt}. Cause: {Cause}", EventName = "Ended")]
    public static partial void Ended(ILogger logger, string uri, int attempt, string cause);

    /// <summary>Logs the exception too, unless it contains a response's body, which may repeat secrets of the request.</summary>
    public static void Failed(ILogger logger, Exception error, string uri, int attempt) =>
        Failed(logger, FailureText.WithoutBody(error), uri, attempt, FailureText.Describe(error));

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "Connected to {Uri} on attempt {Attempt} without Last-Event-ID: events may be missing or repeated. {Reason}",
        EventName = "LastEventIdOmitted")]
    public static partial void LastEventIdOmitted(ILogger logger, string uri, int attempt, string reason);

    [LoggerMessage(7, LogLevel.Error, "Did not connect: the checkpoint could not be loaded.", EventName = "NotStarted")]
    public static partial void NotStarted(ILogger logger, Exception error);

    [LoggerMessage(
        EventId = 8,
        Message = "{Uri} has been unavailable for {Downtime}. Attempt {Attempt} failed; reconnecting in {Delay}. Cause: {Cause}",
        EventName = "StillDown")]
    public static partial void StillDown(
        ILogger logger, LogLevel level, string uri, TimeSpan downtime, int attempt, string cause, TimeSpan delay);

    [LoggerMessage(
        EventId = 9, Message = "Connected to {Uri} on attempt {Attempt}, after {Downtime} without success.", EventName = "Reopened")]
    public static partial void Reopened(ILogger logger, LogLevel level, string uri, int attempt, TimeSpan downtime);

    [LoggerMessage(
        10,
        LogLevel.Warning,
        "The stream from {Uri} has events but no ID, so a checkpoint cannot resume it. Let the server send an id with each event.",
        EventName = "CheckpointWithoutId")]
    public static partial void CheckpointWithoutId(ILogger logger, string uri);

    /// <summary>Once for each connection. The lines may repeat secrets of the request, so they are not logged.</summary>
    [LoggerMessage(
        12,
        LogLevel.Information,
        "{Uri} sent {Count} lines on attempt {Attempt} that belong to no event: no fields, or a type without data. They were ignored, as "
        + "the standard requires; SseSignal.LinesIgnored shows them.",
        EventName = "LinesIgnored")]
    public static partial void LinesIgnored(ILogger logger, string uri, int attempt, int count);

    [LoggerMessage(5, LogLevel.Error, "The stream from {Uri} failed on attempt {Attempt}. Cause: {Cause}", EventName = "Failed")]
    private static partial void Failed(ILogger logger, Exception? error, string uri, int attempt, string cause);
}
