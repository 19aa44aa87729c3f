using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sse.Tests.Shared;

/// <summary>
/// A TCP proxy to a server on 127.0.0.1 whose connections can be cut, as if the server could not be reached. By default it listens on
/// 127.0.0.1 too.
/// </summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private readonly CancellationTokenSource _end = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile bool _isCut;

    public CuttableProxy(int serverPort, IPAddress? address = null)
    {
        _serverPort = serverPort;
        _listener = new(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Resets all connections, and each new one, until the returned object is disposed of.</summary>
    public IAsyncDisposable Cut()
    {
        _isCut = true;
        ResetAll();
        return new Restore(this);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        ResetAll();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
        }

        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = 0;
        try
        {
            if (!_isCut)
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
                await Task.WhenAny(ForwardAsync(client, server), ForwardAsync(server, client));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
        finally
        {
            Reset(client);
            Reset(server);
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
        }
    }

    private async Task ForwardAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection ends.
        }
    }

    private void ResetAll()
    {
        foreach (var socket in _sockets.Keys)
        {
            Reset(socket);
        }
    }

    private sealed class Restore(CuttableProxy proxy) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            proxy._isCut = false;
            return default;
        }
    }
}
