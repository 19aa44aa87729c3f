namespace Sse.Soak;

/// <summary>What the clients of a wave have received, and what was wrong.</summary>
internal sealed record WaveResult(int Clients, long Events, int Gaps, IReadOnlyList<string> Failures)
{
    public static WaveResult operator +(WaveResult a, WaveResult b) =>
        new(a.Clients + b.Clients, a.Events + b.Events, a.Gaps + b.Gaps, [.. a.Failures, .. b.Failures]);

    public override string ToString() =>
        $"{Clients} clients, {Events} events, {Gaps} gaps{string.Concat(Failures.Select(failure => $"\n    {failure}"))}";
}
