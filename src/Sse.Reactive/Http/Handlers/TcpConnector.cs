using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;

namespace Sse.Reactive;

/// <summary>Opens the TCP connections of the built-in handler, to a server or to a proxy.</summary>
internal static class TcpConnector
{
    /// <summary>Seconds of silence before the system probes whether the peer is still there, as in Chromium.</summary>
    private const int KeepAliveTime = 45;

    private const int KeepAliveInterval = 15;
    private const int KeepAliveProbes = 3;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(target.Host, target.AddressFamily, cancellationToken).ConfigureAwait(false);
        var socket = await AddressRace<Socket>.RunAsync(
            addresses,
            (address, token) => ConnectAsync(new IPEndPoint(address, target.Port), token),
            DefaultScheduler.Instance,
            cancellationToken).ConfigureAwait(false);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A peer that has vanished is then noticed without a timeout of the stream: after 90 s of silence.</summary>
    private static void KeepAlive(Socket socket)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveTime);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveInterval);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
        }
        catch (Exception error) when (error is SocketException or PlatformNotSupportedException)
        {
            // A system without these options decides by itself when to probe.
        }
    }
}
