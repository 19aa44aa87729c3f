using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Sse.Reactive.AspNetCore;

/// <summary>The options of the TCP connection of a stream that make its write timeout true.</summary>
internal static class TcpOptions
{
    /// <summary>
    /// How many bytes the kernel accepts beyond those it has sent. It accepts megabytes by default, and more only once a third of them has
    /// left: a flush to a client that reads steadily would wait for that long.
    /// </summary>
    public const int MaxUnsentBytes = 64 * 1024;

    private const int Tcp = 6;

    /// <summary>Sets the options, where the platform has them and the server uses a socket.</summary>
    /// <param name="features">The features of the request.</param>
    /// <param name="writeTimeout">
    /// How long TCP retransmits to a peer that acknowledges nothing (RFC 5482, user timeout). The platforms' default is about 15 minutes,
    /// and heartbeats of a few bytes never fill the send buffer, so no flush would ever wait.
    /// </param>
    public static void Set(IFeatureCollection features, TimeSpan writeTimeout)
    {
        if (features.Get<IConnectionSocketFeature>()?.Socket is not { ProtocolType: ProtocolType.Tcp } socket)
        {
            return;
        }

        var (milliseconds, seconds) = (writeTimeout.TotalMilliseconds, writeTimeout.TotalSeconds);
        if (OperatingSystem.IsLinux())
        {
            Set(socket, 18, milliseconds); // TCP_USER_TIMEOUT
            Set(socket, 25, MaxUnsentBytes); // TCP_NOTSENT_LOWAT
        }
        else if (OperatingSystem.IsWindows())
        {
            Set(socket, 5, seconds); // TCP_MAXRT
        }
        else if (OperatingSystem.IsMacOS())
        {
            Set(socket, 0x80, seconds); // TCP_RXT_CONNDROPTIME
            Set(socket, 0x201, MaxUnsentBytes); // TCP_NOTSENT_LOWAT
        }
    }

    private static void Set(Socket socket, int option, double value)
    {
        try
        {
            socket.SetRawSocketOption(Tcp, option, BitConverter.GetBytes((int)Math.Clamp(Math.Ceiling(value), 1, int.MaxValue)));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // the client has already left, or the platform lacks the option: its default applies
        }
    }
}
