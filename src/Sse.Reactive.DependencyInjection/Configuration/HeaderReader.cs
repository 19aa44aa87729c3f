using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Reads <c>Headers</c> and <c>SensitiveHeaders</c>. Values may be secret, so no message shows one.</summary>
internal static class HeaderReader
{
    public static void ReadHeaders(IConfigurationSection entry, SseClientOptions client)
    {
        if (!string.IsNullOrEmpty(entry.Value))
        {
            client.Problems[entry.Path] =
                $"{entry.Path} is a value, but must be a section. Add one key per header, such as {entry.Path}:X-Api-Key.";
        }

        var headers = client.Options.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var header in entry.GetChildren())
        {
            if (string.IsNullOrEmpty(header.Value))
            {
                client.Problems[header.Path] = $"{header.Path} has no value. Set it to the value of the header, or remove the key.";
            }
            else if (RequestHeaders.ErrorOf(header.Key, header.Value) is { } reason)
            {
                client.Problems[header.Path] = $"{header.Path} is invalid. {reason}";
            }
            else
            {
                headers[header.Key] = header.Value!;
            }
        }

        client.Options = client.Options with { Headers = headers };
    }

    public static void ReadSensitiveHeaders(IConfigurationSection entry, SseClientOptions client)
    {
        if (!string.IsNullOrEmpty(entry.Value))
        {
            client.Problems[entry.Path] =
                $"{entry.Path} is a value, but must be a list. Add one header name per item, such as {entry.Path}:0.";
        }

        var names = new HashSet<string>(client.Options.SensitiveHeaders, StringComparer.OrdinalIgnoreCase);
        foreach (var item in entry.GetChildren())
        {
            if (RequestHeaders.ErrorOf(item.Value ?? "", "") is { } reason)
            {
                client.Problems[item.Path] = $"{item.Path} is invalid. {reason}";
            }
            else
            {
                names.Add(item.Value!);
            }
        }

        client.Options = client.Options with { SensitiveHeaders = names };
    }
}
