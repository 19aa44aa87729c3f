using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>The keys of a client's section: each option that text can express, under its own name.</summary>
/// <remarks>
/// Which values an option accepts is decided by <see cref="SseOptions"/>; this table parses them, and describes them for messages.
/// </remarks>
internal static class OptionKeys
{
    private const string Id = "an ID without line breaks or U+0000";
    private const string Count = "a whole number of at least 1, or remove the key for no limit";
    private const string Flag = "true or false";
    private const string Bytes = "a whole number from 1 to 1000000000";

    /// <summary>How each key is read.</summary>
    public static IReadOnlyDictionary<string, Action<IConfigurationSection, SseClientOptions>> Readers { get; } =
        new Dictionary<string, Action<IConfigurationSection, SseClientOptions>>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(SseClientOptions.Uri)] = ValueReader.ReadUri,
            [nameof(SseOptions.Headers)] = HeaderReader.ReadHeaders,
            [nameof(SseOptions.SensitiveHeaders)] = HeaderReader.ReadSensitiveHeaders,
            [nameof(SseOptions.TrustedOrigins)] = OriginReader.Read,
            [nameof(SseOptions.LastEventId)] = Value(Id, text => text, (o, id) => o with { LastEventId = id }),
            [nameof(SseOptions.IdleTimeout)] = Limit((o, time) => o with { IdleTimeout = time }),
            [nameof(SseOptions.EventTimeout)] = Limit((o, time) => o with { EventTimeout = time }),
            [nameof(SseOptions.ReconnectionTime)] = Time((o, time) => o with { ReconnectionTime = time }),
            [nameof(SseOptions.MaxBackoffDelay)] = Time((o, time) => o with { MaxBackoffDelay = time }),
            [nameof(SseOptions.Jitter)] =
                Value("a number from 0 to 1", ValueParser.ParseNumber, (o, jitter) => o with { Jitter = jitter!.Value }),
            [nameof(SseOptions.MaxReconnectDelay)] = Time((o, time) => o with { MaxReconnectDelay = time }),
            [nameof(SseOptions.BackoffResetAfter)] = Time((o, time) => o with { BackoffResetAfter = time }),
            [nameof(SseOptions.FailOnFirstAttempt)] =
                Value(Flag, ValueParser.ParseBoolean, (o, flag) => o with { FailOnFirstAttempt = flag!.Value }),
            [nameof(SseOptions.MaxConsecutiveFailures)] =
                Value(Count, ValueParser.ParseInteger, (o, count) => o with { MaxConsecutiveFailures = count }),
            [nameof(SseOptions.MaxDowntime)] = Limit((o, time) => o with { MaxDowntime = time }),
            [nameof(SseOptions.MaxEventBytes)] =
                Value(Bytes, ValueParser.ParseInteger, (o, bytes) => o with { MaxEventBytes = bytes!.Value }),
            [nameof(SseOptions.MaxLastEventIdBytes)] =
                Value(Bytes, ValueParser.ParseInteger, (o, bytes) => o with { MaxLastEventIdBytes = bytes!.Value }),
            [nameof(SseOptions.MaxBodyExcerptBytes)] =
                Value(Bytes, ValueParser.ParseInteger, (o, bytes) => o with { MaxBodyExcerptBytes = bytes!.Value }),
            [nameof(SseOptions.LastEventIdParameter)] =
                Value("the name of a query parameter", text => text, (o, name) => o with { LastEventIdParameter = name }),
            [nameof(SseOptions.AcceptAnyContentType)] =
                Value(Flag, ValueParser.ParseBoolean, (o, flag) => o with { AcceptAnyContentType = flag!.Value }),
        };

    /// <summary>The options that are objects or functions, and can be set only in code.</summary>
    public static IReadOnlyList<string> CodeOnly { get; } =
    [
        nameof(SseOptions.CheckpointStore),
        nameof(SseOptions.ReconnectPolicy),
        nameof(SseOptions.Random),
        nameof(SseOptions.Restart),
        nameof(SseOptions.RequestFactory),
        nameof(SseOptions.CanResend),
        nameof(SseOptions.HttpClient),
        nameof(SseOptions.HttpClientFactory),
        nameof(SseOptions.Logger),
        nameof(SseOptions.Scheduler),
    ];

    private static Action<IConfigurationSection, SseClientOptions> Limit(Func<SseOptions, TimeSpan?, SseOptions> set) =>
        Value("a positive time of at most 49 days, such as 00:01:30, or remove the key for no limit", ValueParser.ParseTime, set);

    private static Action<IConfigurationSection, SseClientOptions> Time(Func<SseOptions, TimeSpan, SseOptions> set) =>
        Value("a time from zero to 49 days, such as 00:00:05 or 1.00:00:00", ValueParser.ParseTime, (o, time) => set(o, time!.Value));

    private static Action<IConfigurationSection, SseClientOptions> Value<T>(
        string expected, Func<string, T?> parse, Func<SseOptions, T, SseOptions> set) =>
        (entry, client) => ValueReader.Read(entry, client, expected, parse, set);
}
