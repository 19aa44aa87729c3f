using System.Net;
using System.Net.Sockets;

namespace Sse.Soak;

/// <summary>One connection of a client, and that to the server.</summary>
internal sealed class ProxiedConnection(FaultyProxy proxy, Socket client, Fault fault, TimeSpan delay)
{
    private const int SlowBytes = 256;
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stall = new();
    private volatile bool _isDiscarding;

    public async Task RunAsync(int port)
    {
        using var end = new CancellationTokenSource();
        Task breaking = Task.CompletedTask;
        try
        {
            if (fault is Fault.SlowReader or Fault.Stall)
            {
                _server.ReceiveBufferSize = 4096;
            }

            await _server.ConnectAsync(IPAddress.Loopback, port);
            breaking = BreakAsync(end.Token);
            var (up, down) = (SendUpAsync(), SendDownAsync());
            await up; // the client has closed, or was reset
            await _stall.CancelAsync();
            await down;
        }
        catch (SocketException)
        {
            // The server is down, or the connection was reset.
        }
        finally
        {
            await end.CancelAsync();
            await breaking;
            client.Dispose();
            _server.Dispose();
            _stall.Dispose();
        }
    }

    private async Task BreakAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (!proxy.IsFaulty)
        {
            return;
        }

        proxy.Count(fault);
        try
        {
            switch (fault)
            {
                case Fault.Reset:
                    client.LingerState = new(true, 0);
                    _server.LingerState = new(true, 0);
                    client.Close();
                    _server.Close();
                    break;

                case Fault.HalfCloseToClient:
                    _isDiscarding = true;
                    client.Shutdown(SocketShutdown.Send);
                    break;

                case Fault.HalfCloseToServer:
                    _server.Shutdown(SocketShutdown.Send);
                    break;
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private async Task SendUpAsync()
    {
        var buffer = new byte[1024];
        try
        {
            for (int count; (count = await client.ReceiveAsync(buffer)) > 0;)
            {
                await SendAsync(_server, buffer.AsMemory(0, count));
            }

            _server.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            _server.Close();
        }
    }

    private async Task SendDownAsync()
    {
        var buffer = new byte[fault == Fault.SlowReader ? SlowBytes : 4096];
        var start = Environment.TickCount64;
        try
        {
            for (int count; (count = await _server.ReceiveAsync(buffer)) > 0;)
            {
                if (!_isDiscarding)
                {
                    await SendAsync(client, buffer.AsMemory(0, count));
                }

                if (fault == Fault.Stall && Environment.TickCount64 - start > delay.TotalMilliseconds && proxy.IsFaulty)
                {
                    await Task.Delay(Timeout.Infinite, _stall.Token);
                }

                if (fault == Fault.SlowReader && proxy.IsFaulty)
                {
                    await Task.Delay(SlowPause);
                }
            }

            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            client.Close();
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}
