using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>The log messages of the store.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(
        202,
        LogLevel.Warning,
        "Redis could not be reached when the application started. Topics work as soon as it can be.",
        EventName = "ServerNotChecked")]
    public static partial void ServerNotChecked(ILogger logger, Exception error);
}
