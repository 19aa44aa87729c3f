namespace Sse.Benchmarks;

/// <summary>Words for generated text.</summary>
internal static class Words
{
    public static readonly string[] English =
    [
        "the", "stream", "ends", "when", "client", "reads", "a", "line",
        "at", "once", "and", "every", "token", "closes", "again", "of", "it",
    ];

    public static readonly string[] Foreign =
    [
        "流れは", "読む", "人が", "いない時", "終わる", "Straße", "über", "größer",
        "🚀", "schön", "👩‍💻", "日本語", "Fluß", "文字", "and", "the",
    ];

    public static string Some(Random random, string[] words, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));
}
