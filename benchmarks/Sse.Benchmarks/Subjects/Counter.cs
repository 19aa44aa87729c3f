using Sse.Protocol;

namespace Sse.Benchmarks;

/// <summary>An observer that does next to nothing: it counts, and adds up lengths so that the values are looked at.</summary>
internal sealed class Counter : IObserver<SseEvent>, IObserver<int>
{
    public int Events { get; private set; }

    public long Length { get; private set; }

    public void OnNext(SseEvent value) => Count(value.Data.Length);

    public void OnNext(int value) => Count(value);

    public void OnError(Exception error) => throw new InvalidOperationException("A benchmark's stream has no errors.", error);

    public void OnCompleted()
    {
    }

    public void Count(int length)
    {
        Events++;
        Length += length;
    }
}
