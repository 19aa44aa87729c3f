namespace Sse.Benchmarks.Quick;

/// <summary>What the command line chose.</summary>
/// <param name="Corpora">Which corpora.</param>
/// <param name="ChunkSizes">In chunks of which sizes.</param>
/// <param name="Rounds">How many rounds.</param>
/// <param name="IsWhole">Whether nothing was left out.</param>
/// <param name="LongLinesOnly">Whether only long lines are read.</param>
/// <param name="IsPart">Whether this process is one of many that fill a table together.</param>
internal sealed record QuickOptions(IReadOnlyList<string> Corpora, IReadOnlyList<int> ChunkSizes, int Rounds, bool IsWhole, bool LongLinesOnly, bool IsPart)
{
    public const string Part = "--part";

    /// <summary>What each part adds to the command line; the last corpus there is the one it reads.</summary>
    public IReadOnlyList<string[]> Parts => IsPart || LongLinesOnly || Corpora.Count == 1
        ? [[]]
        : [.. Corpora.Select(name => new[] { "--corpus", name }), .. IsWhole ? [["--long-lines"]] : Array.Empty<string[]>()];

    public static QuickOptions Of(string[] corpora, int[] chunkSizes, int rounds, bool longLinesOnly, bool isPart) => new(
        corpora.Length == 0 ? Corpus.Names : isPart ? [corpora[^1]] : corpora,
        chunkSizes.Length > 0 ? chunkSizes : Corpus.ChunkSizes,
        rounds,
        IsWhole: corpora.Length == 0 && chunkSizes.Length == 0,
        longLinesOnly,
        isPart);
}
