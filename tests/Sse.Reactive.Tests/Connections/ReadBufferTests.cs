using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The size of the read buffer, which adapts to the amount of data.</summary>
public class ReadBufferTests
{
    private const int Largest = 16 * 1024;

    [Test]
    public void A_full_read_enlarges_the_buffer() =>
        Assert.That(
            Asked(63, 64, 512, 2048, Largest, Largest, 4000, 2048),
            Is.EqualTo(new[] { 64, 64, 512, 2048, Largest, Largest, Largest, Largest, Largest }));

    [Test]
    public void The_buffer_grows_until_events_fit_in_one_read() =>
        Assert.That(Asked(64, 12, 76, 64, 76), Is.EqualTo(new[] { 64, 512, 512, 512, 512, 512 }));

    [Test]
    public void A_small_read_shrinks_the_buffer_by_one_size() =>
        Assert.That(
            Asked(64, 512, 2048, 2047, 2047, 511, 511, 1, 63, 1),
            Is.EqualTo(new[] { 64, 512, 2048, Largest, Largest, 2048, 512, 512, 64, 64, 64 }));

    private static List<int> Asked(params int[] counts)
    {
        var body = new Body(counts);
        SseObservable.Connect((_, _) => new(new SseResponse(body)), new() { ReconnectPolicy = SseReconnect.Never }).Subscribe();
        return body.Asked;
    }

    /// <summary>A body whose reads return the given numbers of bytes, all of one endless comment, and then the end.</summary>
    private sealed class Body(params int[] counts) : ReadableStream
    {
        public List<int> Asked { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked.Add(buffer.Length);
            if (Asked.Count > counts.Length)
            {
                return new(0);
            }

            var count = counts[Asked.Count - 1];
            buffer.Span[..count].Fill((byte)':');
            return new(count);
        }
    }
}
