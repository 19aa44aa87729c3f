using BenchmarkDotNet.Attributes;

namespace Sse.Benchmarks;

/// <summary>The full run: every subject over every corpus. An operation is one pass over the corpus.</summary>
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
    public int ParseSse() => Run(Library.RxStrings);

    [Benchmark]
    public int ParseSseSelector() => Run(Library.RxSelector);

    [Benchmark]
    public int ReadSseAsync() => Run(Library.PulledStrings);

    [Benchmark]
    public int ReadSseAsyncSelector() => Run(Library.PulledSelector);

    [Benchmark]
    public int BareDecoder() => Run(Library.BareDecoder);

    [Benchmark]
    public int Floor() => Run(Floors.Pushed);

    [Benchmark]
    public int FloorStrings() => Run(Floors.PushedStrings);

    [Benchmark]
    public int FloorPulled() => Run(Floors.Pulled);

    [Benchmark]
    public int FloorPulledStrings() => Run(Floors.PulledStrings);

    private int Run(Subject subject) => subject.Run(_corpus, ChunkSize);
}
