using System.Net;
using System.Net.Sockets;

namespace Sse.Tests.Shared;

/// <summary>
/// Allocates ports for programs that cannot pick a free one. The ports are below the system's ephemeral range, never reused, and never
/// shared with another test run, so that a peer that was killed can be restarted on its port.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int BlockSize = 100;
    private const int Blocks = 120;

    private static readonly Lock Gate = new();
    private static readonly List<TcpListener> Taken = []; // listening on a block's first port locks the block until this process ends
    private static int _next;
    private static int _left;

    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                if (_left == 0)
                {
                    _next = TakeBlock() + 1;
                    _left = BlockSize - 1;
                }

                _left--;
                if (Listen(_next++) is { } listener)
                {
                    listener.Dispose();
                    return _next - 1;
                }
            }
        }
    }

    private static int TakeBlock()
    {
        var start = Random.Shared.Next(Blocks);
        for (var i = 0; i < Blocks; i++)
        {
            var port = First + ((start + i) % Blocks * BlockSize);
            if (Listen(port) is { } listener)
            {
                Taken.Add(listener);
                return port;
            }
        }

        throw new InvalidOperationException("All blocks of ports are in use.");
    }

    /// <returns><see langword="null"/> if the port is in use.</returns>
    private static TcpListener? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
