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

var quick = new Option<bool>("--quick") { Description = "This, in under three minutes. Without it the rest goes to BenchmarkDotNet." };
var corpora = new Option<string[]>("--corpus") { Description = "A stream to measure with; may be given more than once." };
corpora.AcceptOnlyFromAmong([.. Corpus.Names]);
var chunkSizes = new Option<int[]>("--chunk") { Description = "A size of chunks, in bytes; may be given more than once." };
chunkSizes.Validators.Add(AboveZero);
var rounds = new Option<int>("--rounds") { Description = "How often each subject runs. Medians are shown.", DefaultValueFactory = _ => 21 };
rounds.Validators.Add(AboveZero);
var longLines = new Option<bool>("--long-lines") { Description = "Only very long lines." };
var part = new Option<bool>(QuickOptions.Part) { Hidden = true }; // what the run starts in processes of their own

var command = new RootCommand("The decoder beside its peers, as ratios.") { quick, corpora, chunkSizes, rounds, longLines, part };
command.SetAction(parsed => QuickRun.Start(
    QuickOptions.Of(parsed.GetValue(corpora)!, parsed.GetValue(chunkSizes)!, parsed.GetValue(rounds), parsed.GetValue(longLines), parsed.GetValue(part)), args));
return command.Parse(args).Invoke();

static void AboveZero(OptionResult result)
{
    if (result.Tokens.Any(token => int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number <= 0))
    {
        result.AddError($"{result.Option.Name}: expected a number above 0.");
    }
}
