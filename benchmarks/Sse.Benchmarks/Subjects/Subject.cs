namespace Sse.Benchmarks;

/// <summary>A parser, or another operation, to time: one pass over a corpus in chunks of a given size.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Run">The pass. Returns the number of events that it read.</param>
internal sealed record Subject(string Name, Func<Corpus, int, int> Run)
{
    public override string ToString() => Name;
}
