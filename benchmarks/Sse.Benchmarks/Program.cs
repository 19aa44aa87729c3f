using BenchmarkDotNet.Running;
using Sse.Benchmarks;
using Sse.Benchmarks.Quick;

// --quick [--corpus NAME]... [--chunk BYTES]... [--rounds N] [--long-lines]: ratios in under three minutes. Anything else goes to BenchmarkDotNet.
if (args.Contains("--quick"))
{
    try
    {
        return QuickRun.Start(args);
    }
    catch (ArgumentException error)
    {
        Console.Error.WriteLine(error.Message);
        return 2;
    }
}

BenchmarkSwitcher.FromAssembly(typeof(DecoderBenchmarks).Assembly).Run(args);
return 0;
