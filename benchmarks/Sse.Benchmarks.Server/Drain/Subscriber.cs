using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sse.Benchmarks.Server;

/// <summary>
/// The cheapest possible client: it only counts a mark that each event contains. The mark is one byte, since a longer one might be split
/// between two chunks.
/// </summary>
internal sealed class Subscriber : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _receiving = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Action<int> _count;

    private Subscriber(Action<int> count)
    {
        _count = count;
        _receiving.SetBuffer(_buffer);
        _receiving.Completed += (_, _) => OnReceived();
    }

    public long Events { get; private set; }

    public long Bytes { get; private set; }

    public static async Task<Subscriber> OpenAsync(int port, string path, Action<int> count)
    {
        var subscriber = new Subscriber(count);
        await subscriber._socket.ConnectAsync(IPAddress.Loopback, port);
        await subscriber._socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        subscriber.Receive();
        return subscriber;
    }

    public void Dispose() => _socket.Dispose();

    private void OnReceived()
    {
        try
        {
            if (TryCount())
            {
                Receive();
            }
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private void Receive()
    {
        while (!_socket.ReceiveAsync(_receiving))
        {
            if (!TryCount())
            {
                return;
            }
        }
    }

    /// <returns>Whether the connection is still open.</returns>
    private bool TryCount()
    {
        if (_receiving.SocketError != SocketError.Success || _receiving.BytesTransferred == 0)
        {
            return false;
        }

        Bytes += _receiving.BytesTransferred;
        var events = _buffer.AsSpan(0, _receiving.BytesTransferred).Count(Tick.Mark);
        if (events > 0)
        {
            Events += events;
            _count(events);
        }

        return true;
    }
}
