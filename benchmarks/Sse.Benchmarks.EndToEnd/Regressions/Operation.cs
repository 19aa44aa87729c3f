namespace Sse.Benchmarks.EndToEnd;

/// <summary>An operation of the library, and one of its peer that takes a comparable time.</summary>
/// <param name="Name">The name in the file of recorded results.</param>
/// <param name="Library">Runs it, and returns for how many events.</param>
/// <param name="Peer">The same for the peer.</param>
/// <param name="Corpus">What both read, if they read.</param>
internal sealed record Operation(string Name, Func<int> Library, Func<int> Peer, Corpus? Corpus = null)
{
    /// <summary>Whether its time is the same in each process. Otherwise only its bytes are compared.</summary>
    public bool IsSteady { get; init; } = true;
}
