namespace Sse.Benchmarks;

/// <summary>Words to make text of.</summary>
internal static class Words
{
    public static readonly string[] English =
        ["the", "stream", "ends", "when", "nobody", "reads", "a", "line", "at", "once", "and", "every", "token", "counts", "again", "of", "it"];

    public static readonly string[] Foreign =
        ["流れは", "読む", "人が", "いない時", "終わる", "Straße", "über", "größer", "🚀", "schön", "👩‍💻", "日本語", "Fluß", "文字", "and", "the"];

    public static string Some(Random random, string[] words, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));
}
