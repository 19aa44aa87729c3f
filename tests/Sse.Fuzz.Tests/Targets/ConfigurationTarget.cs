using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Sse.Reactive;
using Sse.Reactive.DependencyInjection;

namespace Sse.Fuzz.Tests;

/// <summary>
/// Any configuration is read without an exception. It is valid, and then says the same once it is written and read again, or each invalid
/// key is named, leaves its option unchanged, and no secret is shown. Input: lines of a key, <c>=</c> and a value, in UTF-8. In a value, a
/// tab stands for a secret.
/// </summary>
internal static class ConfigurationTarget
{
    private const string Section = "Feeds:feed";
    private const string Secret = "s3cr3t";

    public static void Run(ReadOnlySpan<byte> input)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            var key = line.Split('=')[0];
            settings[$"{Section}:{key}"] = line.Length == key.Length ? null : ValueOf(key, line[(key.Length + 1)..]);
        }

        var client = Read(settings);
        var result = new SseClientOptionsValidator().Validate("feed", client);
        if (result.Succeeded)
        {
            var again = Read(Written(client));
            Law.Holds(again.Problems.Count == 0, "what is written is valid");
            Law.SameSequence(Written(client), Written(again), "the options that are read again");
            return;
        }

        Law.Holds(!result.FailureMessage!.Contains(Secret, StringComparison.OrdinalIgnoreCase), "no secret is shown");
        foreach (var (key, problem) in client.Problems)
        {
            Law.Holds(problem.Contains(key, StringComparison.Ordinal), "a problem names its key");
            Law.Holds(key.StartsWith(Section, StringComparison.Ordinal), "a problem is one of the section");
        }

        CheckUnchanged(client);
    }

    private static SseClientOptions Read(IReadOnlyDictionary<string, string?> settings)
    {
        var client = new SseClientOptions();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        SectionReader.Read(configuration.GetSection(Section), client);
        return client;
    }

    /// <summary>A secret where one may be: in the value of a header, and in the user info and the query of a URL.</summary>
    private static string ValueOf(string key, string text)
    {
        var name = key.Split(':')[0];
        return name.Equals(nameof(SseOptions.Headers), StringComparison.OrdinalIgnoreCase) && key.Length > name.Length
                ? text.Replace("\t", Secret, StringComparison.Ordinal)
            : name.Equals(nameof(SseClientOptions.Uri), StringComparison.OrdinalIgnoreCase)
                || name.Equals(nameof(SseOptions.TrustedOrigins), StringComparison.OrdinalIgnoreCase)
                ? text.Replace("\t\t", $"?k={Secret}", StringComparison.Ordinal).Replace("\t", $"//u:{Secret}@", StringComparison.Ordinal)
            : text;
    }

    private static void CheckUnchanged(SseClientOptions client)
    {
        var (defaults, read) = (Written(new()), Written(client));
        foreach (var key in client.Problems.Keys.Where(defaults.ContainsKey))
        {
            Law.Same(defaults[key], read[key], $"{key} is unchanged");
        }
    }

    private static SortedDictionary<string, string?> Written(SseClientOptions client)
    {
        var written = new SortedDictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        void Write(string key, object? value) => written[$"{Section}:{key}"] = Convert.ToString(value, CultureInfo.InvariantCulture);

        var options = client.Options;
        Write(nameof(SseClientOptions.Uri), client.Uri?.OriginalString);
        Write(nameof(options.LastEventId), options.LastEventId);
        Write(nameof(options.IdleTimeout), options.IdleTimeout);
        Write(nameof(options.EventTimeout), options.EventTimeout);
        Write(nameof(options.ReconnectionTime), options.ReconnectionTime);
        Write(nameof(options.MaxBackoffDelay), options.MaxBackoffDelay);
        Write(nameof(options.Jitter), options.Jitter.ToString("R", CultureInfo.InvariantCulture));
        Write(nameof(options.MaxReconnectDelay), options.MaxReconnectDelay);
        Write(nameof(options.BackoffResetAfter), options.BackoffResetAfter);
        Write(nameof(options.FailOnFirstAttempt), options.FailOnFirstAttempt);
        Write(nameof(options.MaxConsecutiveFailures), options.MaxConsecutiveFailures);
        Write(nameof(options.MaxDowntime), options.MaxDowntime);
        Write(nameof(options.MaxEventBytes), options.MaxEventBytes);
        Write(nameof(options.MaxLastEventIdBytes), options.MaxLastEventIdBytes);
        Write(nameof(options.MaxBodyExcerptBytes), options.MaxBodyExcerptBytes);
        Write(nameof(options.LastEventIdParameter), options.LastEventIdParameter);
        Write(nameof(options.AcceptAnyContentType), options.AcceptAnyContentType);
        foreach (var (name, value) in options.Headers)
        {
            Write($"{nameof(options.Headers)}:{name}", value);
        }

        foreach (var (index, name) in options.SensitiveHeaders.Order(StringComparer.OrdinalIgnoreCase).Index())
        {
            Write($"{nameof(options.SensitiveHeaders)}:{index}", name);
        }

        foreach (var (index, origin) in options.TrustedOrigins.Index())
        {
            Write($"{nameof(options.TrustedOrigins)}:{index}", origin.OriginalString);
        }

        return written;
    }
}
