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

    /// <exception cref="ArgumentException">What is there cannot be used; the message says what can.</exception>
    public static QuickOptions Parse(string[] args)
    {
        List<string> corpora = [];
        List<int> chunkSizes = [];
        var rounds = 21;
        var (longLines, isPart) = (false, false);
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var arg))
        {
            switch (arg)
            {
                case OneCorpus:
                    corpora.Add(Value(OneCorpus, rest, Corpus.Names.Contains, string.Join(", ", Corpus.Names)));
                    break;
                case "--chunk":
                    chunkSizes.Add(Number(arg, rest));
                    break;
                case "--rounds":
                    rounds = Number(arg, rest);
                    break;
                case LongLinesOption:
                    longLines = true;
                    break;
                case Part:
                    isPart = true;
                    break;
                case "--quick":
                    break;
                default:
                    throw new ArgumentException($"There is no option {arg}. There are: {OneCorpus} NAME, --chunk BYTES, --rounds N, {LongLinesOption}.");
            }
        }

        return new(
            corpora.Count == 0 ? Corpus.Names : isPart ? [corpora[^1]] : corpora,
            chunkSizes.Count > 0 ? chunkSizes : Corpus.ChunkSizes,
            rounds,
            IsWhole: corpora.Count == 0 && chunkSizes.Count == 0,
            longLines,
            isPart);
    }

    private static int Number(string option, Queue<string> rest) => int.Parse(
        Value(option, rest, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0, "whole numbers above 0"),
        CultureInfo.InvariantCulture);

    private static string Value(string option, Queue<string> rest, Func<string, bool> isGood, string good)
    {
        rest.TryDequeue(out var text);
        return text is not null && isGood(text) ? text : throw new ArgumentException($"{option} \"{text}\" cannot be. There are: {good}.");
    }
}
