using System.Net;
using System.Net.Sockets;

namespace Sse.Interop.Tests.Peers;

/// <summary>Ports for programs that cannot choose one themselves: below those that the system gives to clients, and never the same twice.</summary>
internal static class FreePort
{
    private static int _next = Random.Shared.Next(20_000, 30_000);

    public static int Next()
    {
        while (true)
        {
            var port = 20_000 + (Interlocked.Increment(ref _next) % 12_000);
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
