using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Reads a client's section of the configuration, and notes what cannot be.</summary>
internal static class SectionReader
{
    public static void Read(IConfigurationSection section, SseClientOptions client)
    {
        client.Section = section.Path;
        if (!string.IsNullOrEmpty(section.Value) && !section.GetChildren().Any())
        {
            // What is missing then is Uri first of all; the value may be a URL that holds a secret.
            client.Problems[$"{section.Path}:{nameof(SseClientOptions.Uri)}"] =
                $"{section.Path} is a value, where a section with keys is expected; if it is the URL of the stream, write it as {section.Path}:{nameof(SseClientOptions.Uri)}.";
        }

        foreach (var entry in section.GetChildren())
        {
            if (Keys.Known.TryGetValue(entry.Key, out var read))
            {
                read(entry, client);
            }
            else
            {
                client.Problems[entry.Path] = WhyUnknown(entry);
            }
        }
    }

    private static string WhyUnknown(IConfigurationSection entry) =>
        Keys.InCode.FirstOrDefault(name => name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) is { } inCode
            ? $"{entry.Path} cannot be said in configuration; set {nameof(SseOptions)}.{inCode} in code."
            : NearestName.Of(entry.Key, Keys.Known.Keys) is { } nearest
                ? $"{entry.Path} is not known; did you mean {nearest}?"
                : $"{entry.Path} is not known; there are {string.Join(", ", Keys.Known.Keys)}.";
}
