using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Headers as configuration says them. Their values may be secrets: no message shows one.</summary>
internal static class HeaderKeys
{
    public static void ReadHeaders(IConfigurationSection entry, SseClientOptions client)
    {
        if (!string.IsNullOrEmpty(entry.Value))
        {
            client.Problems[entry.Path] = $"{entry.Path} is a value; it must have a key for each header, its name.";
        }

        var headers = client.Options.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var header in entry.GetChildren())
        {
            if (string.IsNullOrEmpty(header.Value))
            {
                client.Problems[header.Path] = $"{header.Path} has no value; it must be that of the header.";
            }
            else if (RequestHeaders.WhyNotSent(header.Key, header.Value) is { } reason)
            {
                client.Problems[header.Path] = $"{header.Path} cannot be. {reason}";
            }
            else
            {
                headers[header.Key] = header.Value!;
            }
        }

        client.Options = client.Options with { Headers = headers };
    }

    public static void ReadSecretHeaders(IConfigurationSection entry, SseClientOptions client)
    {
        if (!string.IsNullOrEmpty(entry.Value))
        {
            client.Problems[entry.Path] = $"{entry.Path} is a value; it must be a list of headers' names.";
        }

        var names = new HashSet<string>(client.Options.SensitiveHeaders, StringComparer.OrdinalIgnoreCase);
        foreach (var item in entry.GetChildren())
        {
            if (RequestHeaders.WhyNotSent(item.Value ?? "", "") is { } reason)
            {
                client.Problems[item.Path] = $"{item.Path} cannot be. {reason}";
            }
            else
            {
                names.Add(item.Value!);
            }
        }

        client.Options = client.Options with { SensitiveHeaders = names };
    }
}
