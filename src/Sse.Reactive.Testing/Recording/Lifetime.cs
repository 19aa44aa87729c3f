namespace Sse.Reactive.Testing;

/// <summary>When a subscription or a connection began and ended, in virtual time.</summary>
internal sealed class Lifetime(TimeSpan begin)
{
    public TimeSpan Begin { get; } = begin;

    /// <summary><see langword="null"/> while it lasts.</summary>
    public TimeSpan? End { get; private set; }

    /// <summary>Records the end. Only the first call takes effect.</summary>
    public void Close(TimeSpan time) => End ??= time;
}
