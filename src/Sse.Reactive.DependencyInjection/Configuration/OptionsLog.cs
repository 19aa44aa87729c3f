using Microsoft.Extensions.Logging;

namespace Sse.Reactive.DependencyInjection;

/// <summary>
/// Log messages about a client's options. They share the category of its connections, and their event IDs start after those.
/// </summary>
internal static partial class OptionsLog
{
    [LoggerMessage(
        20,
        LogLevel.Error,
        "The configuration of SSE client '{Name}' has changed and is invalid; the previous options stay in effect. {Problem}",
        EventName = "InvalidConfigurationChange")]
    public static partial void InvalidConfigurationChange(ILogger logger, Exception? error, string name, string problem);
}
