using Sse.Reactive;
using Sse.Reactive.Postgres;
using Sse.Reactive.Redis;

namespace Sse.Reactive.Tests.Crash;

/// <summary>The stores of checkpoints, by name.</summary>
internal static class Stores
{
    /// <param name="name">A path, or <c>postgres|CONNECTION|STREAM</c> or <c>redis|CONFIGURATION|STREAM</c>.</param>
    public static ISseCheckpointStore Open(string name) => name.Split('|') switch
    {
        ["postgres", var connection, var stream] => new SsePostgresCheckpointStore(connection, stream),
        ["redis", var configuration, var stream] => new SseRedisCheckpointStore(configuration, stream),
        _ => new SseFileCheckpointStore(name),
    };
}
