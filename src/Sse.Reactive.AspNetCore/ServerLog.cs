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
    public static partial void WriteTimedOut(ILogger logger, TimeSpan time);
}
