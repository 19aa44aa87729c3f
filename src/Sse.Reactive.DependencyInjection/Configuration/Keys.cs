using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>The keys of a client's section: each option that text can say, under its own name. Which values an option takes is <see cref="SseOptions"/>' own affair; here stands how to say it.</summary>
internal static class Keys
{
    private const string Url = "the absolute http or https URL of the stream";
    private const string PositiveTime = "a positive time such as 00:01:30, of at most 49 days, or absent for none";
    private const string Time = "a time such as 00:00:05, from zero to 49 days";

    /// <summary>What each key does with what stands there.</summary>
    public static IReadOnlyDictionary<string, Action<IConfigurationSection, SseClientOptions>> Known { get; } =
        new Dictionary<string, Action<IConfigurationSection, SseClientOptions>>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(SseClientOptions.Uri)] = ReadUri,
            [nameof(SseOptions.Headers)] = HeaderKeys.ReadHeaders,
            [nameof(SseOptions.SensitiveHeaders)] = HeaderKeys.ReadSecretHeaders,
            [nameof(SseOptions.LastEventId)] = Value("an ID without line breaks and U+0000", text => text, (o, id) => o with { LastEventId = id }),
            [nameof(SseOptions.IdleTimeout)] = Value(PositiveTime, Text.ToTime, (o, time) => o with { IdleTimeout = time }),
            [nameof(SseOptions.EventTimeout)] = Value(PositiveTime, Text.ToTime, (o, time) => o with { EventTimeout = time }),
            [nameof(SseOptions.ReconnectionTime)] = Value(Time, Text.ToTime, (o, time) => o with { ReconnectionTime = time!.Value }),
            [nameof(SseOptions.MaxBackoffDelay)] = Value(Time, Text.ToTime, (o, time) => o with { MaxBackoffDelay = time!.Value }),
            [nameof(SseOptions.Jitter)] = Value("a number from 0 to 1", Text.ToFraction, (o, part) => o with { Jitter = part!.Value }),
            [nameof(SseOptions.MaxReconnectDelay)] = Value(Time, Text.ToTime, (o, time) => o with { MaxReconnectDelay = time!.Value }),
            [nameof(SseOptions.BackoffResetAfter)] = Value(Time, Text.ToTime, (o, time) => o with { BackoffResetAfter = time!.Value }),
            [nameof(SseOptions.FailOnFirstAttempt)] = Value("true or false", Text.ToFlag, (o, flag) => o with { FailOnFirstAttempt = flag!.Value }),
            [nameof(SseOptions.MaxConsecutiveFailures)] = Value("a whole number from 1, or absent for no limit", Text.ToNumber, (o, number) => o with { MaxConsecutiveFailures = number }),
            [nameof(SseOptions.MaxDowntime)] = Value(PositiveTime, Text.ToTime, (o, time) => o with { MaxDowntime = time }),
            [nameof(SseOptions.MaxEventBytes)] = Value("a whole number from 1 to 1000000000", Text.ToNumber, (o, number) => o with { MaxEventBytes = number!.Value }),
        };

    /// <summary>The options that are objects or functions.</summary>
    public static IReadOnlyList<string> InCode { get; } =
    [
        nameof(SseOptions.CheckpointStore), nameof(SseOptions.ReconnectPolicy), nameof(SseOptions.Random), nameof(SseOptions.RequestFactory), nameof(SseOptions.CanResend),
        nameof(SseOptions.HttpClient), nameof(SseOptions.HttpClientFactory), nameof(SseOptions.Logger), nameof(SseOptions.Scheduler),
    ];

    private static void ReadUri(IConfigurationSection entry, SseClientOptions client)
    {
        if (HasNoValue(entry, Url, client))
        {
            return;
        }

        client.Uri = Text.ToUrl(entry.Value!);
        if (client.Uri is null)
        {
            client.Problems[entry.Path] = $"{entry.Path} is '{Text.ShownUrl(entry.Value!)}'; it must be {Url}.";
        }
    }

    private static Action<IConfigurationSection, SseClientOptions> Value<T>(string expected, Func<string, T?> parse, Func<SseOptions, T, SseOptions> set) =>
        (entry, client) =>
        {
            if (HasNoValue(entry, expected, client))
            {
                return;
            }

            try
            {
                if (parse(entry.Value!) is { } value)
                {
                    client.Options = set(client.Options, value);
                    return;
                }
            }
            catch (ArgumentException)
            {
                // Out of the option's range: what was expected says it.
            }

            client.Problems[entry.Path] = $"{entry.Path} is '{Text.Shown(entry.Value!)}'; it must be {expected}.";
        };

    private static bool HasNoValue(IConfigurationSection entry, string expected, SseClientOptions client)
    {
        if (!entry.GetChildren().Any())
        {
            return string.IsNullOrEmpty(entry.Value);
        }

        client.Problems[entry.Path] = $"{entry.Path} has keys of its own; it must be {expected}.";
        return true;
    }
}
