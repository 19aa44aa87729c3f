namespace Sse.Benchmarks.EndToEnd;

/// <summary>A way to read an event stream over HTTP to its end.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="ReadAsync">Reads the stream to its end; returns the number of events.</param>
internal sealed record StreamClient(string Name, Func<Uri, Task<int>> ReadAsync)
{
    public override string ToString() => Name;
}
