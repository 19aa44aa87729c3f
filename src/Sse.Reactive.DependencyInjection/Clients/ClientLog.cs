using Microsoft.Extensions.Logging;

namespace Sse.Reactive.DependencyInjection;

/// <summary>What is logged beside the life of connections, in the same category; the numbers go on from theirs.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(20, LogLevel.Error, "The changed configuration of the SSE client '{Name}' is not valid; what was in force stays. {Problem}", EventName = "ChangeRefused")]
    public static partial void ChangeRefused(ILogger logger, Exception? error, string name, string problem);
}
