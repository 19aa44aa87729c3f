using System.Net;
using System.Net.Sockets;

namespace Sse.Interop.Tests.Peers;

/// <summary>
/// Ports for programs that cannot choose one themselves: below those that the system gives to clients, never the same twice, and never another test run's, so that a peer that
/// was killed finds its port free when it is started again.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int BlockSize = 100;
    private const int Blocks = 120;

    private static readonly Lock Gate = new();
    private static readonly List<TcpListener> Taken = []; // a block's first port is its lock, until this process is gone, however it goes
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

        throw new InvalidOperationException("All blocks of ports are taken.");
    }

    /// <returns><see langword="null"/> if somebody else has it.</returns>
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
