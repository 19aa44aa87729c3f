using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BenchmarkDotNet.Running;
using Sse.Benchmarks;
using Sse.Benchmarks.Quick;

if (!args.Contains("--quick"))
{
    BenchmarkSwitcher.FromAssembly(typeof(DecoderBenchmarks).Assembly).Run(args);
    return 0;
}

var quick = new Option<bool>("--quick")
{
    Description = "Runs in under three minutes and prints ratios. Without it, all options go to BenchmarkDotNet.",
};
var corpora = new Option<string[]>("--corpus") { Description = "A stream to measure with. Repeatable. Default: all." };
corpora.AcceptOnlyFromAmong([.. Corpus.Names]);
var chunkSizes = new Option<int[]>("--chunk") { Description = "A chunk size in bytes. Repeatable. Default: 1400, 16384 and 65536." };
chunkSizes.Validators.Add(AboveZero);
var rounds = new Option<int>("--rounds")
{
    Description = "How many times each subject runs. The table shows medians.",
    DefaultValueFactory = _ => 21,
};
rounds.Validators.Add(AboveZero);
var longLines = new Option<bool>("--long-lines") { Description = "Measures very long lines only." };
var save = new Option<bool>("--save") { Description = "Keeps the results in benchmarks/results." };
var part = new Option<string?>(QuickOptions.Part) { Hidden = true }; // set for the child processes of a run

var command = new RootCommand("Compares the decoder with other parsers, as ratios.")
{
    quick, corpora, chunkSizes, rounds, longLines, save, part,
};
command.SetAction(parsed => QuickRun.Start(
    QuickOptions.Of(
        parsed.GetValue(corpora)!,
        parsed.GetValue(chunkSizes)!,
        parsed.GetValue(rounds),
        parsed.GetValue(longLines),
        parsed.GetValue(part)),
    args,
    parsed.GetValue(save)));
return command.Parse(args).Invoke();

static void AboveZero(OptionResult result)
{
    if (result.Tokens.Any(token => IsZeroOrLess(token.Value)))
    {
        result.AddError($"{result.Option.Name}: expected a number above 0.");
    }
}

static bool IsZeroOrLess(string text) =>
    int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number <= 0;
