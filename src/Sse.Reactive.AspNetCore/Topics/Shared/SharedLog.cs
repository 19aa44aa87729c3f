using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>The log messages of shared topics.</summary>
internal static partial class SharedLog
{
    [LoggerMessage(
        EventId = 101,
        EventName = "StoreReadFailed",
        Message = "Could not read the topic '{Topic}' from {Store}. Its streams stay open, and it is read again.")]
    public static partial void ReadFailed(ILogger logger, LogLevel level, string store, string topic, Exception error);

    [LoggerMessage(
        102,
        LogLevel.Error,
        "A subscriber of the topic '{Topic}' in this process threw an exception. Its subscription has ended.",
        EventName = "SubscriberFailed")]
    public static partial void SubscriberFailed(ILogger logger, string topic, Exception error);

    [LoggerMessage(103, LogLevel.Warning, "Could not ask {Store} for news. It is asked again.", EventName = "StorePollFailed")]
    public static partial void PollFailed(ILogger logger, string store, Exception error);
}
