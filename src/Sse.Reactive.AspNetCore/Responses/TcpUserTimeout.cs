using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// How long TCP keeps on sending to a peer that acknowledges nothing (RFC 5482, the user timeout). The platforms' own is about a quarter of an hour,
/// and heartbeats of a few bytes never fill the buffers that would tell us.
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
            // the client is gone already, or the platform has no such option: its own timeout holds
        }
    }
}
