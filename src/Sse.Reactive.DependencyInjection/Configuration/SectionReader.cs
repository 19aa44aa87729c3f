using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Reads a client's configuration section, and records invalid keys.</summary>
internal static class SectionReader
{
    public static void Read(IConfigurationSection section, SseClientOptions client)
    {
        client.Section = section.Path;
        var uriKey = $"{section.Path}:{nameof(SseClientOptions.Uri)}";
        if (!string.IsNullOrEmpty(section.Value) && !section.GetChildren().Any())
        {
            // The value is not shown: it may be a URL with a secret.
            client.Problems[uriKey] =
                $"{section.Path} is a value, but must be a section with keys. If the value is the URL of the stream, move it to {uriKey}.";
        }

        foreach (var entry in section.GetChildren())
        {
            if (OptionKeys.Readers.TryGetValue(entry.Key, out var read))
            {
                read(entry, client);
            }
            else
            {
                client.Problems[entry.Path] = DescribeUnknown(entry);
            }
        }
    }

    private static string DescribeUnknown(IConfigurationSection entry) =>
        OptionKeys.CodeOnly.FirstOrDefault(name => name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) is { } codeOnly
            ? $"{entry.Path} cannot be set in configuration. Set {nameof(SseOptions)}.{codeOnly} in code."
            : NearestName.Of(entry.Key, OptionKeys.Readers.Keys) is { } nearest
                ? $"{entry.Path} is not a known key. Did you mean {nearest}?"
                : $"{entry.Path} is not a known key. Use one of {string.Join(", ", OptionKeys.Readers.Keys)}.";
}
