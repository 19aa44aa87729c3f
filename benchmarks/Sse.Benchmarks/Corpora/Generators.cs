using System.Globalization;
using System.Text;

namespace Sse.Benchmarks;

/// <summary>Generated streams of the shapes that servers send, the same on every run.</summary>
internal static class Generators
{
    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["data-only"] = () => Fill(ChatChunk),
        ["data-only-crlf"] = () => Fill((random, number) => WithCrLf(ChatChunk(random, number))),
        ["data-only-utf8"] = () => Fill(ForeignChatChunk),
        ["data-only-utf8-crlf"] = () => Fill((random, number) => WithCrLf(ForeignChatChunk(random, number))),
        ["gemini"] = () => Fill((random, number) => Gemini(Words.Some(random, Words.English, random.Next(1, 70)), number)),
        ["gemini-utf8"] = () => Fill((random, number) => Gemini(Words.Some(random, Words.Foreign, random.Next(30, 60)), number)),
        ["llm-tokens"] = () => Fill(LlmToken),
        ["ticks"] = () => Fill(Tick),
        ["json-8k"] = () => Fill(LongJson),
        ["lines-20"] = () => Fill(TwentyLines),
        ["keep-alives"] = () => Fill(KeepAlives),
        ["crlf-tokens"] = () => Fill((random, number) => WithCrLf(LlmToken(random, number))),
        ["non-ascii"] = () => Fill(NonAsciiToken),
        ["wikimedia"] = () => Fill(Wikimedia),
    };

    /// <summary>180 to 330 bytes in one data line, without type and ID: what most LLM APIs send.</summary>
    private static string ChatChunk(Random random, int number) => Chat(Words.Some(random, Words.English, random.Next(1, 25)));

    /// <summary>The same with unescaped text that is not ASCII.</summary>
    private static string ForeignChatChunk(Random random, int number) => Chat(Words.Some(random, Words.Foreign, random.Next(1, 16)));

    private static string Chat(string text) =>
        """data: {"id":"chatcmpl-9xGk2TnWb7","object":"chat.completion.chunk","created":1733650822,"model":"gpt-4o","""
        + $$$""""choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""""
        + "\n\n";

    /// <summary>250 to 850 bytes in one data line that ends in CRLF, as Gemini's API sends: more text, and counts of tokens.</summary>
    private static string Gemini(string text, int number) => WithCrLf(
        $$$"""data: {"candidates": [{"content": {"parts": [{"text": "{{{text}}}"}],"role": "model"}}],"usageMetadata": """
        + $$$"""{"promptTokenCount": 24,"totalTokenCount": {{{number}}},"promptTokensDetails": [{"modality": "TEXT"}]}}"""
        + "\n\n");

    private static string WithCrLf(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    /// <summary>About 190 bytes: a named event with a few words of text in JSON.</summary>
    private static string LlmToken(Random random, int number) => Token(Words.Some(random, Words.English, random.Next(3, 8)), number);

    /// <summary>The same with unescaped text that is not ASCII.</summary>
    private static string NonAsciiToken(Random random, int number) => Token(Words.Some(random, Words.Foreign, random.Next(3, 8)), number);

    private static string Token(string text, int number) =>
        "event: content_block_delta\n"
        + $$$"""data: {"type":"content_block_delta","index":{{{number % 10}}},"""
        + $$$""""delta":{"type":"text_delta","text":"{{{text}}}"},"stop_reason":null,"usage":null}""""
        + "\n\n";

    /// <summary>30 bytes.</summary>
    private static string Tick(Random random, int number) => string.Create(
        CultureInfo.InvariantCulture, $"data: {{\"p\":{random.Next(1000, 9999)}.{random.Next(10, 99)},\"q\":{random.Next(10, 99)}}}\n\n");

    /// <summary>8 KB in one line.</summary>
    private static string LongJson(Random random, int number) =>
        $$"""data: {"n":{{number}},"items":[{{Items(random, 8100)}}]}""" + "\n\n";

    private static string Items(Random random, int length)
    {
        var items = new StringBuilder();
        while (items.Length < length)
        {
            items.Append(CultureInfo.InvariantCulture, $$"""{"id":{{random.Next()}},"name":"{{Words.Some(random, Words.English, 3)}}"},""");
        }

        return items.ToString(0, length);
    }

    /// <summary>20 data lines of about 40 bytes.</summary>
    private static string TwentyLines(Random random, int number)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 20; i++)
        {
            lines.Append("data: ").Append(Words.Some(random, Words.English, 20).AsSpan(0, random.Next(30, 39))).Append('\n');
        }

        return lines.Append('\n').ToString();
    }

    /// <summary>Nine comments of 14 bytes, then an event.</summary>
    private static string KeepAlives(Random random, int number) =>
        string.Concat(Enumerable.Repeat(": keep-alive\n\n", 9)) + Tick(random, number);

    /// <summary>Like Wikimedia's recent changes: an ID of 200 bytes that changes with each event, and 1.2 KB of JSON.</summary>
    private static string Wikimedia(Random random, int number) =>
        "event: message\n"
        + $$"""id: [{"topic":"eqiad.mediawiki.recentchange","partition":0,"timestamp":{{1_670_732_822_000 + number}}},"""
        + $$"""{"topic":"codfw.mediawiki.recentchange","partition":0,"offset":-1},"""
        + $$"""{"topic":"extra","partition":0,"offset":{{number:D9}}}]""" + "\n"
        + """data: {"$schema":"/mediawiki/recentchange/1.0.0","""
        + """"meta":{"uri":"https://en.wiktionary.org/wiki/thought","domain":"en.wiktionary.org"},""""
        + $$""""id":{{random.Next()}},"type":"edit","comments":[{{Items(random, 1020)}}]}""""
        + "\n\n";

    private static byte[] Fill(Func<Random, int, string> block)
    {
        var random = new Random(20_25);
        var text = new StringBuilder(Corpus.Size + (Corpus.Size / 8));
        for (var number = 0; text.Length < Corpus.Size; number++)
        {
            text.Append(block(random, number));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
