using System.Runtime.CompilerServices;
using System.Text;
using Sse.Reactive;

namespace LlmServer.Models.Providers;

/// <summary>
/// An event stream of chat completions, as the OpenAI SDK reads it (<see cref="ProviderChunks"/>), up to an error, also one outside of
/// events: reading throws it.
/// </summary>
internal sealed class ProviderStream : Stream
{
    private static readonly SseOptions Options = new() { ReconnectPolicy = SseReconnect.Never };

    private readonly CancellationTokenSource _stop = new();
    private readonly Stream _inner;
    private readonly IAsyncEnumerator<byte[]> _events;
    private Task<bool> _move = Task.FromResult(false);
    private ReadOnlyMemory<byte> _event;

    public ProviderStream(Stream inner)
    {
        _inner = inner;
        _events = CheckAsync(inner, _stop.Token).GetAsyncEnumerator(CancellationToken.None);
    }

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
        await using var cancelled = cancellationToken.UnsafeRegister(static s => ((ProviderStream)s!)._stop.Cancel(), this);
        if (_event.IsEmpty)
        {
            _move = _events.MoveNextAsync().AsTask();
            if (!await _move)
            {
                return 0;
            }

            _event = _events.Current;
        }

        var count = Math.Min(buffer.Length, _event.Length);
        _event[..count].CopyTo(buffer);
        _event = _event[count..];
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
            _ = EndAsync();
        }

        base.Dispose(disposing);
    }

    /// <summary>Closes the connection, once a read that is pending has ended.</summary>
    private async Task EndAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_move).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        await _inner.DisposeAsync();
    }

    /// <summary>The events, as they are sent on.</summary>
    private static async IAsyncEnumerable<byte[]> CheckAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signals = SseAsyncEnumerable.Signals((_, _) => new(new SseResponse(stream)), Options);
        var chunks = new ProviderChunks();
        await foreach (var signal in signals.WithCancellation(cancellationToken))
        {
            switch (signal)
            {
                case SseSignal.LinesIgnored lines:
                    ProviderError.ThrowIfError(lines);
                    break;

                case SseSignal.Event { Value: var e } when chunks.DataOf(e) is { } data:
                    yield return Encoding.UTF8.GetBytes($"data: {data}\n\n");
                    break;
            }
        }
    }
}
