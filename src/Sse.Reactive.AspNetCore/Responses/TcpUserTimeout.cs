using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Sets how long TCP retransmits to a peer that acknowledges nothing (RFC 5482, user timeout). The platforms' default is about 15 minutes,
/// and heartbeats of a few bytes never fill the send buffer, so no flush would ever wait.
/// </summary>
internal static class TcpUserTimeout
{
    private const int Tcp = 6;

    public static void Set(IFeatureCollection features, TimeSpan time)
    {
        if (features.Get<IConnectionSocketFeature>()?.Socket is not { ProtocolType: ProtocolType.Tcp } socket)
        {
            return;
        }

        var (option, value) =
            OperatingSystem.IsLinux() ? (18, time.TotalMilliseconds) // TCP_USER_TIMEOUT
            : OperatingSystem.IsWindows() ? (5, time.TotalSeconds) // TCP_MAXRT
            : OperatingSystem.IsMacOS() ? (0x80, time.TotalSeconds) // TCP_RXT_CONNDROPTIME
            : default;
        if (option == 0)
        {
            return;
        }

        try
        {
            socket.SetRawSocketOption(Tcp, option, BitConverter.GetBytes((int)Math.Clamp(Math.Ceiling(value), 1, int.MaxValue)));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // the client has already left, or the platform lacks the option: its default timeout applies
        }
    }
}
