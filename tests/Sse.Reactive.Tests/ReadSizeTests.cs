using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>How much a connection asks its body for: what it holds while it waits, and how often it has to ask.</summary>
public class ReadSizeTests
{
    private const int Small = 512;
    private const int Large = 16 * 1024;

    [Test]
    public void Reads_are_small_until_one_is_filled_and_again_after_one_that_brought_little()
    {
        var body = new Body(100, Small, Large, 4000, 2048, 2047, Small - 1, Small, 1);

        SseObservable.Connect((_, _) => new(new SseResponse(body)), new() { Reconnect = SseReconnect.Never }).Subscribe();

        Assert.That(body.Asked, Is.EqualTo(new[] { Small, Small, Large, Large, Large, Large, Small, Small, Large, Small }));
    }

    /// <summary>Reads that bring so many bytes each, of a comment that never ends; then the end.</summary>
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
