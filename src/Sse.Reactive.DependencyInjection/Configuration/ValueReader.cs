using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Reads keys with a single value. A missing or empty key leaves its option unchanged.</summary>
internal static class ValueReader
{
    private const string Url = "the absolute http or https URL of the stream";

    public static void ReadUri(IConfigurationSection entry, SseClientOptions client)
    {
        if (HasNoValue(entry, Url, client))
        {
            return;
        }

        client.Uri = ValueParser.ParseUrlOrReference(entry.Value!);
        if (client.Uri is null)
        {
            client.Problems[entry.Path] = $"{entry.Path} is '{DisplayText.OfUrl(entry.Value!)}', which is invalid. Set it to {Url}.";
        }
    }

    /// <param name="entry">The key and its value.</param>
    /// <param name="client">The options to set, and to record a problem in.</param>
    /// <param name="expected">The expected value, as it completes the sentence "Set it to ...".</param>
    /// <param name="parse">Parses the value; <see langword="null"/> if it is invalid.</param>
    /// <param name="set">Sets the option. An <see cref="ArgumentException"/> means that the option rejects the value.</param>
    public static void Read<T>(
        IConfigurationSection entry, SseClientOptions client, string expected, Func<string, T?> parse, Func<SseOptions, T, SseOptions> set)
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
            // The message below says what the option accepts.
        }

        client.Problems[entry.Path] = $"{entry.Path} is '{DisplayText.Of(entry.Value!)}', which is invalid. Set it to {expected}.";
    }

    private static bool HasNoValue(IConfigurationSection entry, string expected, SseClientOptions client)
    {
        if (!entry.GetChildren().Any())
        {
            return string.IsNullOrEmpty(entry.Value);
        }

        client.Problems[entry.Path] = $"{entry.Path} is a section, but must be a value. Set it to {expected}.";
        return true;
    }
}
