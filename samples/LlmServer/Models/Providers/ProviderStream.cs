using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmServer.Models.Providers;

/// <summary>
/// An event stream of chat completions, up to an event that reports an error: reading throws it. The OpenAI SDK requires that each chunk
/// has an array <c>choices</c>. Some providers omit it, or send <c>null</c>, in the last one, which has the usage.
/// </summary>
internal sealed class ProviderStream(Stream inner) : Stream
{
    private readonly SseDecoder _decoder = new();
    private readonly byte[] _received = new byte[16 * 1024];
    private ReadOnlyMemory<byte> _checked;
    private ModelException? _error;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_checked.IsEmpty)
        {
            if (_error is not null)
            {
                throw _error;
            }

            var received = await inner.ReadAsync(_received, cancellationToken);
            if (received == 0)
            {
                return 0;
            }

            _checked = Check(_received.AsSpan(0, received));
        }

        var count = Math.Min(buffer.Length, _checked.Length);
        _checked[..count].CopyTo(buffer);
        _checked = _checked[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <returns>The events that have arrived, up to an error.</returns>
    private byte[] Check(ReadOnlySpan<byte> chunk)
    {
        var events = new StringBuilder();
        try
        {
            while (_decoder.TryReadEvent(ref chunk, out var value))
            {
                events.Append(CultureInfo.InvariantCulture, $"data: {DataOf(value.ToEvent())}\n\n");
            }
        }
        catch (ModelException error)
        {
            _error = error; // thrown once what was received before it is read
        }

        return Encoding.UTF8.GetBytes($"{events}");
    }

    private static string DataOf(SseEvent e)
    {
        if (e.Data == "[DONE]")
        {
            return e.Data;
        }

        var json = ProviderError.ThrowIfError(e);
        json["choices"] ??= new JsonArray();
        return json.ToJsonString();
    }
}
