using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Reads <c>TrustedOrigins</c>, a list of URLs.</summary>
internal static class OriginReader
{
    public static void Read(IConfigurationSection entry, SseClientOptions client)
    {
        if (!string.IsNullOrEmpty(entry.Value))
        {
            client.Problems[entry.Path] = $"{entry.Path} is a value, but must be a list. Add one URL per item, such as {entry.Path}:0.";
        }

        var origins = client.Options.TrustedOrigins.ToList();
        foreach (var item in entry.GetChildren())
        {
            if (ValueParser.ParseUrl(item.Value ?? "") is { } origin && !RedactedUri.IsServiceDiscovery(origin))
            {
                origins.Add(origin);
            }
            else
            {
                client.Problems[item.Path] =
                    $"{item.Path} is '{DisplayText.OfUrl(item.Value ?? "")}', which is invalid. Set it to an absolute http or https URL.";
            }
        }

        client.Options = client.Options with { TrustedOrigins = origins };
    }
}
