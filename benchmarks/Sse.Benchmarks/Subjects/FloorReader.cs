using System.Buffers;
using System.Text;

namespace Sse.Benchmarks;

/// <summary>
/// Does what no parser of a stream can avoid: reads each chunk into a buffer, searches its line ends, and creates strings. It does not
/// parse: it knows where each event ends and where its texts are.
/// </summary>
internal sealed class FloorReader : IDisposable
{
    private readonly EventPlace[] _places;
    private readonly ChunkStream _stream;
    private readonly byte[] _buffer;
    private int _start; // the position in the corpus of the first byte in the buffer
    private int _length;
    private int _next;
    private int _lineEnds;

    public FloorReader(Corpus corpus, int chunkSize)
    {
        _places = corpus.Places;
        _stream = new(corpus.Bytes, chunkSize);
        _buffer = ArrayPool<byte>.Shared.Rent(chunkSize + (2 * corpus.LongestEvent));
    }

    /// <summary>Reads a chunk and searches its line ends.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryReadChunk()
    {
        var count = _stream.Read(MakeRoom().Span);
        return Take(count);
    }

    /// <inheritdoc cref="TryReadChunk"/>
    public async ValueTask<bool> TryReadChunkAsync()
    {
        var count = await _stream.ReadAsync(MakeRoom());
        return Take(count);
    }

    /// <summary>Moves to the next event if its end was read.</summary>
    public bool TryReadEvent(out EventPlace place)
    {
        if (_next == _places.Length || _places[_next].End > _start + _length)
        {
            place = default;
            return false;
        }

        place = _places[_next++];
        return true;
    }

    /// <summary>Creates the string of a text of the event.</summary>
    public string Text(int position, int length) => Encoding.UTF8.GetString(_buffer, position - _start, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>Moves the unfinished event to the front, unless more is moved than was read since.</summary>
    private Memory<byte> MakeRoom()
    {
        var done = _next == 0 ? 0 : _places[_next - 1].End - _start;
        var rest = _length - done;
        if (rest <= done)
        {
            _buffer.AsSpan(done, rest).CopyTo(_buffer);
            _start += done;
            _length = rest;
        }

        return _buffer.AsMemory(_length);
    }

    private bool Take(int count)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_length, count);
        _length += count;
        int end;
        while ((end = rest.IndexOfAny((byte)'\r', (byte)'\n')) >= 0)
        {
            rest = rest[(end + 1)..];
            _lineEnds++;
        }

        return count > 0;
    }
}
