using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sse.Benchmarks.Server;

/// <summary>
/// The floor: the same bytes, encoded once, and one blocking send to each client. Its cost is that of the kernel; no server in user space
/// can cost less.
/// </summary>
internal sealed class Sockets : IBroadcaster, IDisposable
{
    /// <summary>The largest piece that is sent at once, as in our own writer.</summary>
    private const int PieceBytes = 64 * 1024;

    private static readonly byte[] Headers =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Socket> _clients = [];
    private readonly ArrayBufferWriter<byte> _piece = new(2 * PieceBytes);
    private readonly Func<int, string> _data;

    public Sockets(Func<int, string> data)
    {
        _data = data;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        _ = AcceptAsync();
    }

    public string Path => "/sockets";

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Subscribers => _clients.Count;

    public void Publish(int number) => PublishAll(number, 1);

    public void PublishAll(int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            new SseEncoder().Write(new SseEvent(_data(number), LastEventId: $"ticks/0123456789ab/{number}"), _piece);
            if (_piece.WrittenCount >= PieceBytes)
            {
                Send();
            }
        }

        if (_piece.WrittenCount > 0)
        {
            Send();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    private void Send()
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{_piece.WrittenCount:X}\r\n");
        byte[] chunk = [.. Encoding.ASCII.GetBytes(size), .. _piece.WrittenSpan, .. "\r\n"u8];
        foreach (var client in _clients)
        {
            client.Send(chunk);
        }

        _piece.ResetWrittenCount();
    }

    private async Task AcceptAsync()
    {
        var request = new byte[1024];
        while (true)
        {
            try
            {
                var client = await _listener.AcceptAsync();
                client.NoDelay = true;
                await client.ReceiveAsync(request); // small enough to arrive at once
                await client.SendAsync(Headers);
                _clients.Add(client);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return; // the listener was disposed of
            }
        }
    }
}
