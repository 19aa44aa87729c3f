using BenchmarkDotNet.Attributes;

namespace Sse.Benchmarks;

/// <summary>The long run: every subject over every corpus, one pass of the whole corpus per operation.</summary>
[MemoryDiagnoser]
public class DecoderBenchmarks
{
    private Corpus _corpus = null!;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [ParamsSource(nameof(ChunkSizes))]
    public int ChunkSize { get; set; }

    public static IEnumerable<string> Names => Corpus.Names;

    public static IEnumerable<int> ChunkSizes => Corpus.ChunkSizes;

    [GlobalSetup]
    public void Load() => _corpus = Corpus.Load(Name);

    [Benchmark(Baseline = true)]
    public int BclStrings() => Run(Peers.Strings);

    [Benchmark]
    public int BclStringsAsync() => Run(Peers.StringsAsync);

    [Benchmark]
    public int BclSpans() => Run(Peers.Spans);

    [Benchmark]
    public int BclSpansAsync() => Run(Peers.SpansAsync);

    [Benchmark]
    public int StreamReaderLines() => Run(Peers.Lines);

    [Benchmark]
    public int ParseSse() => Run(Ours.RxStrings);

    [Benchmark]
    public int ParseSseSelector() => Run(Ours.RxSelector);

    [Benchmark]
    public int ReadSseAsync() => Run(Ours.PulledStrings);

    [Benchmark]
    public int ReadSseAsyncSelector() => Run(Ours.PulledSelector);

    [Benchmark]
    public int BareDecoder() => Run(Ours.BareDecoder);

    [Benchmark]
    public int FloorLineEnds() => Run(Floors.LineEnds);

    [Benchmark]
    public int FloorStrings() => Run(Floors.Strings);

    private int Run(Subject subject) => subject.Run(_corpus, ChunkSize);
}
