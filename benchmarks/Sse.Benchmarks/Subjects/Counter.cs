using Sse.Protocol;

namespace Sse.Benchmarks;

/// <summary>An observer that counts events and adds up their lengths, so that the values are used.</summary>
internal sealed class Counter : IObserver<SseEvent>, IObserver<int>
{
    public int Events { get; private set; }

    public long Length { get; private set; }

    public void OnNext(SseEvent value) => Count(value.Data.Length);

    public void OnNext(int value) => Count(value);

    public void OnError(Exception error) => throw new InvalidOperationException("The stream of a benchmark must not fail.", error);

    public void OnCompleted()
    {
    }

    public void Count(int length)
    {
        Events++;
        Length += length;
    }
}
