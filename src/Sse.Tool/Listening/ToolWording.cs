namespace Sse.Tool;

/// <summary>Says what the library's messages advise in terms of the tool: its options in place of the library's.</summary>
internal static class ToolWording
{
    private static readonly (string Library, string Tool)[] Phrases =
    [
        (", which SseOptions.MaxLastEventIdBytes allows", ""),
        (" For your own HttpClient, set AutomaticDecompression of its handler.", ""),
        (", which the HttpClient does not follow", ""),
        ("Do not ask for it in Accept-Encoding.", "Ask for none with -H 'Accept-Encoding: identity'."),
    ];

    public static string Of(string message) =>
        Phrases.Aggregate(message, (text, phrase) => text.Replace(phrase.Library, phrase.Tool, StringComparison.Ordinal));
}
