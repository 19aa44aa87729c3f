using BenchmarkDotNet.Attributes;
using Sse.Benchmarks.Quick;

namespace Sse.Benchmarks;

/// <summary>One long data line, in small and large chunks.</summary>
[MemoryDiagnoser]
public class LongLineBenchmarks
{
    private Corpus _corpus = null!;

    [Params(64 * 1024, 1024 * 1024, 16 * 1024 * 1024)]
    public int Length { get; set; }

    [Params(1024, 64 * 1024, 32 * 1024 * 1024)]
    public int ChunkSize { get; set; }

    [GlobalSetup]
    public void Load() => _corpus = LongLines.OfLength(Length);

    [Benchmark(Baseline = true)]
    public int BclStrings() => Peers.Strings.Run(_corpus, ChunkSize);

    [Benchmark]
    public int ParseSse() => Library.RxStrings.Run(_corpus, ChunkSize);

    [Benchmark]
    public int ParseSseSelector() => Library.RxSelector.Run(_corpus, ChunkSize);
}
