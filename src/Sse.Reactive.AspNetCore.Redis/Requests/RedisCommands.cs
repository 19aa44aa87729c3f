using System.Globalization;
using System.Reactive.Concurrency;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>The requests to the server, all to the primary. Failures are <see cref="SseStoreException"/>.</summary>
internal sealed partial class RedisCommands(RedisConnection connection, RedisKeys keys, SseRedisOptions options)
{
    private const CommandFlags Primary = CommandFlags.DemandMaster;
    private const int MaxKeys = 200; // of one script, which the server runs without interruption

    private readonly string _slack = Text(Math.Clamp((options.MaxEvents ?? 0) / 10, 1, 100));
    private readonly string _maxAge = Text(options.MaxAge);
    private readonly string _expiry = Text(options.Expiry);
    private Failing? _failing;

    /// <summary>That the latest publish could not remove what exceeds the limits.</summary>
    public SseStoreFailure? Failure =>
        Volatile.Read(ref _failing) is { } failing ? new("remove old events from Redis", Now - failing.Since, failing.Error) : null;

    private static TimeSpan Now => DefaultScheduler.Instance.Elapsed();

    public Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        List<RedisValue> arguments =
        [
            (string)keys.BellOf(topic)!, topic, Random.Shared.NextInt64(1L << 40), Random.Shared.NextInt64(1, 1L << 32),
            Text(options.MaxEvents), _slack, Text(options.MaxBytes), _maxAge, _expiry,
        ];
        foreach (var (value, tag) in events)
        {
            var count = arguments.Count;
            arguments.Add(default);
            arguments.AddRange(["data", value.Data]);
            if (value.Type != "message")
            {
                arguments.AddRange(["type", value.Type]);
            }

            if (tag is not null)
            {
                arguments.AddRange(["tag", tag]);
            }

            arguments[count] = arguments.Count - count - 1;
        }

        return RunAsync<IReadOnlyList<string>>(
            async database =>
            {
                var answer = (RedisResult[])(await EvaluateAsync(
                    database, RedisScript.Append, [keys.Of(topic)], [.. arguments]).ConfigureAwait(false))!;
                Removed(answer is [_, var error] ? RedisFailure.Refused($"{error}", connection.Server, options) : null);
                return (string[])answer[0]!;
            },
            cancellationToken);
    }

    /// <summary>Checks the version and the permissions. Writes nothing.</summary>
    public Task CheckServerAsync(CancellationToken cancellationToken) => RunAsync(
        async database =>
        {
            var version = await EvaluateAsync(
                database, RedisScript.Version, [keys.Of("sse-probe")], [(string)keys.CommonBell!]).ConfigureAwait(false);
            return !version.IsNull ? true : throw new SseStoreSetupException(
                RedisFailure.StoreName,
                $"Redis ({connection.Server}) is older than version 7, which streams of topics need. Update it, or use Valkey.");
        },
        cancellationToken);

    public Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken) => RunAsync<IReadOnlyCollection<string>>(
        async database =>
        {
            // In a cluster, a script may use keys of one slot only. The requests of all slots are under way together.
            var checks = lastIds
                .GroupBy(last => database.Multiplexer.HashSlot(keys.Of(last.Key)))
                .SelectMany(slot => slot.Chunk(MaxKeys))
                .Select(chunk => CheckAsync(database, chunk));
            return [.. (await Task.WhenAll(checks).ConfigureAwait(false)).SelectMany(names => names)];
        },
        cancellationToken);

    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken) =>
        RunAsync(database => TrimAsync(database, topic, [maxEvents, "", ""], cancellationToken), cancellationToken);

    /// <summary>Removes the events of topics that are too old, and keeps the topics, even if they are empty.</summary>
    public Task RetainAsync(IEnumerable<string> topics, CancellationToken cancellationToken) => RunAsync(
        async database =>
        {
            foreach (var chunk in topics.Chunk(MaxKeys))
            {
                await Task.WhenAll(chunk.Select(topic =>
                    TrimAsync(database, topic, ["", _maxAge, _expiry], cancellationToken))).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private async Task<bool> TrimAsync(IDatabase database, string topic, RedisValue[] limits, CancellationToken cancellationToken)
    {
        while ((bool)await EvaluateAsync(database, RedisScript.Trim, [keys.Of(topic)], limits).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return true;
    }

    private void Removed(Exception? error)
    {
        if (error is not null || _failing is not null)
        {
            Volatile.Write(ref _failing, error is null ? null : new(_failing?.Since ?? Now, error));
        }
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(TimeSpan? time) => Text((long?)time?.TotalMilliseconds);

    private static async Task<RedisResult> EvaluateAsync(IDatabase database, string script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database.ScriptEvaluateAsync(script, keys, arguments, Primary).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The server has forgotten the script, and has done nothing. The connection knows that now, and sends it again.
            return await database.ScriptEvaluateAsync(script, keys, arguments, Primary).ConfigureAwait(false);
        }
    }

    private async Task<IEnumerable<string>> CheckAsync(IDatabase database, KeyValuePair<string, string>[] lastIds)
    {
        RedisValue[] arguments =
        [
            .. lastIds.Select(last => (RedisValue)last.Value),
            options.MaxAge is { } age ? Text(age / 2) : "", // so that the position of a topic without events does not expire
        ];
        var news = (long[])(await EvaluateAsync(
            database, RedisScript.Check, [.. lastIds.Select(last => keys.Of(last.Key))], arguments).ConfigureAwait(false))!;
        return news.Select(index => lastIds[index - 1].Key);
    }

    private async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            var multiplexer = await connection.GetAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return await request(multiplexer.GetDatabase()).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsFailure(error))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RedisFailure.Of(connection.CauseOf(error), connection.Server, options);
        }
    }

    private sealed record Failing(TimeSpan Since, Exception Error);
}
