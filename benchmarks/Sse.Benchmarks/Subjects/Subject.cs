namespace Sse.Benchmarks;

/// <summary>Something to time: one pass over a corpus in chunks of a size.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Run">The pass; gives the number of events it saw.</param>
internal sealed record Subject(string Name, Func<Corpus, int, int> Run)
{
    public override string ToString() => Name;
}
