using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>The log messages of the store.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(
        202,
        LogLevel.Warning,
        "PostgreSQL could not be reached when the application started. The schema of topics is created or checked when it can be.",
        EventName = "SchemaNotChecked")]
    public static partial void SchemaNotChecked(ILogger logger, Exception error);
}
