using System.Globalization;

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

    private const string OneCorpus = "--corpus";
    private const string LongLinesOption = "--long-lines";

    /// <summary>What each part adds to the command line.</summary>
    public IReadOnlyList<string[]> Parts => IsPart || LongLinesOnly || Corpora.Count == 1
        ? [[]]
        : [.. Corpora.Select(name => new[] { OneCorpus, name }), .. IsWhole ? [[LongLinesOption]] : Array.Empty<string[]>()];

    public static QuickOptions Parse(string[] args)
    {
        var isPart = args.Contains(Part);
        var corpora = Values(args, OneCorpus);
        var chunkSizes = Values(args, "--chunk").Select(v => int.Parse(v, CultureInfo.InvariantCulture)).ToList();
        var rounds = Values(args, "--rounds").Select(v => int.Parse(v, CultureInfo.InvariantCulture)).LastOrDefault(21);
        return new(
            corpora.Count == 0 ? Corpus.Names : isPart ? [corpora[^1]] : corpora,
            chunkSizes.Count > 0 ? chunkSizes : Corpus.ChunkSizes,
            rounds,
            IsWhole: corpora.Count == 0 && chunkSizes.Count == 0,
            LongLinesOnly: args.Contains(LongLinesOption),
            isPart);
    }

    private static List<string> Values(string[] args, string name) =>
        [.. args.Zip(args.Skip(1)).Where(pair => pair.First == name).Select(pair => pair.Second)];
}
