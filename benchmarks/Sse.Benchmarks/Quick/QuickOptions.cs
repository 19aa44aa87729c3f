namespace Sse.Benchmarks.Quick;

/// <summary>The options of a quick run.</summary>
/// <param name="Corpora">The corpora to measure.</param>
/// <param name="ChunkSizes">The chunk sizes, in bytes.</param>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="IsWhole">Whether all corpora and chunk sizes are measured.</param>
/// <param name="LongLinesOnly">Whether only long lines are measured.</param>
/// <param name="PartFile">Where one of the child processes of a run appends its results; null in the process that starts them.</param>
internal sealed record QuickOptions(
    IReadOnlyList<string> Corpora, IReadOnlyList<int> ChunkSizes, int Rounds, bool IsWhole, bool LongLinesOnly, string? PartFile)
{
    public const string Part = "--part";

    /// <summary>Whether this is one of the child processes of a run.</summary>
    public bool IsPart => PartFile is not null;

    /// <summary>The arguments that each child process adds to the command line. A child measures the last corpus on it.</summary>
    public IReadOnlyList<string[]> Parts => IsPart || LongLinesOnly || Corpora.Count == 1
        ? [[]]
        : [.. Corpora.Select(name => new[] { "--corpus", name }), .. IsWhole ? [["--long-lines"]] : Array.Empty<string[]>()];

    public static QuickOptions Of(string[] corpora, int[] chunkSizes, int rounds, bool longLinesOnly, string? partFile) => new(
        corpora.Length == 0 ? Corpus.Names : partFile is not null ? [corpora[^1]] : corpora,
        chunkSizes.Length > 0 ? chunkSizes : Corpus.ChunkSizes,
        rounds,
        IsWhole: corpora.Length == 0 && chunkSizes.Length == 0,
        longLinesOnly,
        partFile);
}
