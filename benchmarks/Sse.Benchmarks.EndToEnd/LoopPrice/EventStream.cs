using Sse.Tests.Shared;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>A stream in memory whose reads complete synchronously and return at most one event.</summary>
internal sealed class EventStream(ReadOnlyMemory<byte> bytes, IReadOnlyList<int> ends) : ReadableStream
{
    private int _position;
    private int _event;

    public override int Read(Span<byte> buffer)
    {
        if (_event == ends.Count)
        {
            return 0;
        }

        var count = Math.Min(ends[_event] - _position, buffer.Length);
        bytes.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        if (_position == ends[_event])
        {
            _event++;
        }

        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
}
