using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>What is logged, to the category <c>Sse.Reactive.AspNetCore</c>; within the scope of the request.</summary>
internal static partial class ServerLog
{
    public const string Category = "Sse.Reactive.AspNetCore";

    [LoggerMessage(1, LogLevel.Error, "The source of an event stream has failed. The client is told to come back.", EventName = "SourceFailed")]
    public static partial void SourceFailed(ILogger logger, Exception error);

    [LoggerMessage(2, LogLevel.Information, "Disconnected a client that was slower than its stream: more than {Messages} messages or {Bytes} bytes waited for it.", EventName = "TooSlow")]
    public static partial void TooSlow(ILogger logger, int messages, long bytes);

    [LoggerMessage(3, LogLevel.Information, "Disconnected a client that took nothing for {Time}.", EventName = "WriteTimedOut")]
    private static partial void WriteTimedOut(ILogger logger, TimeSpan time);

    [LoggerMessage(4, LogLevel.Information, "Refused an event stream: {Reason}", EventName = "Refused")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Debug, "An event stream has ended: {Reason}.", EventName = "Ended")]
    public static partial void Ended(ILogger logger, EndReason reason);

    [LoggerMessage(6, LogLevel.Error, "The source of an event stream has failed when it was disposed of.", EventName = "DisposalFailed")]
    public static partial void DisposalFailed(ILogger logger, Exception error);

    public static void WasReset(ILogger logger, EndReason reason, SseServerOptions options)
    {
        if (reason == EndReason.WriteTimeout)
        {
            WriteTimedOut(logger, options.WriteTimeout);
        }
    }
}
