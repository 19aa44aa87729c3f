namespace Sse.Benchmarks.EndToEnd;

/// <summary>A way to read an event stream over HTTP to its end.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="ReadAsync">Reads; gives the number of events it saw.</param>
internal sealed record StreamClient(string Name, Func<Uri, Task<int>> ReadAsync)
{
    public override string ToString() => Name;
}
