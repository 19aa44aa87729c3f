using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>The log messages, of category <c>Sse.Reactive.AspNetCore</c>, within the scope of the request.</summary>
internal static partial class ServerLog
{
    public const string Category = "Sse.Reactive.AspNetCore";

    private static readonly ConditionalWeakTable<Exception, object> LoggedErrors = [];

    /// <summary>
    /// Logs an error of a source: as an error once, and then for debugging, since a topic that has failed ends the streams of all its
    /// clients, again each time they return.
    /// </summary>
    public static void SourceFailed(ILogger logger, Exception error) =>
        SourceFailed(logger, LoggedErrors.TryAdd(error, LoggedErrors) ? LogLevel.Error : LogLevel.Debug, error);

    [LoggerMessage(
        2,
        LogLevel.Information,
        "Disconnected a client that reads too slowly: more than {Messages} messages or {Bytes} bytes were queued for it.",
        EventName = "TooSlow")]
    public static partial void TooSlow(ILogger logger, int messages, long bytes);

    [LoggerMessage(3, LogLevel.Information, "Disconnected a client that read nothing for {Time}.", EventName = "WriteTimedOut")]
    private static partial void WriteTimedOut(ILogger logger, TimeSpan time);

    [LoggerMessage(4, LogLevel.Information, "Refused an event stream: {Reason}", EventName = "Refused")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Debug, "An event stream has ended: {Reason}.", EventName = "Ended")]
    public static partial void Ended(ILogger logger, EndReason reason);

    [LoggerMessage(6, LogLevel.Error, "The source of an event stream threw an exception from Dispose.", EventName = "DisposalFailed")]
    public static partial void DisposalFailed(ILogger logger, Exception error);

    [LoggerMessage(
        7,
        LogLevel.Warning,
        "The source of {Endpoint} still runs after its stream has ended ({Reason}). The request and its service scope end without it. "
        + "What has not returned is {Call}. Let the source stop when it is cancelled or disposed of, or raise SourceStopTimeout.",
        EventName = "SourceAbandoned")]
    public static partial void SourceAbandoned(ILogger logger, string endpoint, EndReason reason, string call);

    /// <param name="logger">The logger.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="reason">Why the answer ends.</param>
    /// <param name="sent">How many events were sent.</param>
    /// <param name="lost">How many that the source had delivered are lost.</param>
    public static void BrokenOff(ILogger logger, string method, string endpoint, EndReason reason, long sent, long lost)
    {
        if (lost > 0)
        {
            BrokenOffWithLoss(logger, method, endpoint, reason, sent, lost);
        }
        else
        {
            BrokenOff(logger, method, endpoint, reason, sent);
        }
    }

    [LoggerMessage(
        9, LogLevel.Error, "ErrorEvents threw an exception. The stream ends without its events.", EventName = "ErrorEventsFailed")]
    public static partial void ErrorEventsFailed(ILogger logger, Exception error);

    [LoggerMessage(
        10,
        LogLevel.Warning,
        "The answer to {Method} {Endpoint} did not end before the host's shutdown timeout. Events sent: {Sent}. "
        + "Its client can receive the rest only from a server that has it. Raise HostOptions.ShutdownTimeout if answers take longer.",
        EventName = "Unfinished")]
    public static partial void Unfinished(ILogger logger, string method, string endpoint, long sent);

    [LoggerMessage(
        11,
        LogLevel.Warning,
        "The answer to {Method} {Endpoint} has not begun, and the host stops waiting for it: its client receives nothing. "
        + "Raise HostOptions.ShutdownTimeout if answers take longer.",
        EventName = "Unanswered")]
    public static partial void Unanswered(ILogger logger, string method, string endpoint);

#pragma warning disable SYSLIB1006, SYSLIB1025 // one event with two texts
    [LoggerMessage(
        8,
        LogLevel.Warning,
        "Broke off the answer to {Method} {Endpoint} before its end ({Reason}). Events sent: {Sent}. "
        + "Lost: what the source had not yet delivered.",
        EventName = "BrokenOff")]
    private static partial void BrokenOff(ILogger logger, string method, string endpoint, EndReason reason, long sent);

    [LoggerMessage(
        8,
        LogLevel.Warning,
        "Broke off the answer to {Method} {Endpoint} before its end ({Reason}). Events sent: {Sent}. "
        + "Lost: at least {Lost}, and what the source had not yet delivered.",
        EventName = "BrokenOff")]
    private static partial void BrokenOffWithLoss(ILogger logger, string method, string endpoint, EndReason reason, long sent, long lost);
#pragma warning restore SYSLIB1006, SYSLIB1025

    [LoggerMessage(EventId = 1, EventName = "SourceFailed", Message = "The source of an event stream has failed. The stream ends.")]
    private static partial void SourceFailed(ILogger logger, LogLevel level, Exception error);

    public static void WasReset(ILogger logger, EndReason reason, SseServerOptions options)
    {
        if (reason == EndReason.WriteTimeout)
        {
            WriteTimedOut(logger, options.WriteTimeout);
        }
    }
}
