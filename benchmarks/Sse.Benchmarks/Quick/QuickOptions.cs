using System.Globalization;

namespace Sse.Benchmarks.Quick;

/// <summary>What the command line chose.</summary>
internal sealed record QuickOptions(IReadOnlyList<string> Corpora, IReadOnlyList<int> ChunkSizes, int Rounds, bool IsWhole, bool LongLinesOnly)
{
    public static QuickOptions Parse(string[] args)
    {
        var corpora = Values(args, "--corpus");
        var chunkSizes = Values(args, "--chunk").Select(v => int.Parse(v, CultureInfo.InvariantCulture)).ToList();
        var rounds = Values(args, "--rounds").Select(v => int.Parse(v, CultureInfo.InvariantCulture)).LastOrDefault(21);
        return new(
            corpora.Count > 0 ? corpora : Corpus.Names,
            chunkSizes.Count > 0 ? chunkSizes : Corpus.ChunkSizes,
            rounds,
            IsWhole: corpora.Count == 0 && chunkSizes.Count == 0,
            LongLinesOnly: args.Contains("--long-lines"));
    }

    private static List<string> Values(string[] args, string name) =>
        [.. args.Zip(args.Skip(1)).Where(pair => pair.First == name).Select(pair => pair.Second)];
}
