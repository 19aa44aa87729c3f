using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sse.Interop.Tests.Faults;

/// <summary>A TCP proxy between a client and a server on 127.0.0.1 that injects a fault into each connection.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly Func<int, Fault> _faultOf;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private readonly ConcurrentQueue<Task> _forwarding = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private long _faultAt;
    private int _connections;
    private int _writes;
    private int _bytes;

    /// <param name="server">The server to forward to.</param>
    /// <param name="faultOf">The fault of each connection, by its number from 1.</param>
    public FaultProxy(Uri server, Func<int, Fault>? faultOf = null)
    {
        _server = server;
        _faultOf = faultOf ?? (_ => Fault.None);
        _listener.Start();
        Uri = new UriBuilder(server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The server's URI through this proxy.</summary>
    public Uri Uri { get; }

    /// <summary>How many connections were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How often data was sent to clients.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>How many bytes were sent to clients.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>The time since the latest fault.</summary>
    public TimeSpan SinceFault => Stopwatch.GetElapsedTime(Volatile.Read(ref _faultAt));

    /// <summary>Resets all open connections.</summary>
    public void Cut()
    {
        RecordFault();
        foreach (var socket in _sockets.Keys)
        {
            Reset(socket);
        }
    }

    /// <summary>Resets all connections. Throws unexpected errors of the proxy itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _accepting;
            Cut();
            await Task.WhenAll(_forwarding);
        }
        finally
        {
            _listener.Dispose();
            _end.Dispose();
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return;
        }

        socket.Dispose();
    }

    private void RecordFault() => Volatile.Write(ref _faultAt, Stopwatch.GetTimestamp());

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                _forwarding.Enqueue(ServeAsync(client, _faultOf(Interlocked.Increment(ref _connections))));
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
        }
    }

    private async Task ServeAsync(Socket client, Fault fault)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets[client] = _sockets[server] = 0;
        var requests = Task.CompletedTask;
        try
        {
            client.NoDelay = true;
            if (fault is Fault.Refuse)
            {
                RecordFault();
                Reset(client);
                return;
            }

            if (fault is Fault.SlowAccept slow)
            {
                RecordFault();
                await Task.Delay(slow.Delay, _end.Token);
            }

            await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
            requests = ForwardRequestAsync(client, server);
            await ForwardResponseAsync(server, client, fault);
            client.Shutdown(SocketShutdown.Send);
            await requests; // until the client has closed too
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Reset(client);
        }
        finally
        {
            client.Dispose();
            await requests;
            _sockets.Remove(client, out _);
            _sockets.Remove(server, out _);
        }
    }

    private async Task ForwardRequestAsync(Socket client, Socket server)
    {
        var buffer = new byte[4096];
        try
        {
            while (await client.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                await server.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The response side reports it.
        }

        server.Dispose();
    }

    private async Task ForwardResponseAsync(Socket server, Socket client, Fault fault)
    {
        var left = fault switch { Fault.Fin f => f.After, Fault.Rst f => f.After, Fault.Stall f => f.After, _ => int.MaxValue };
        var buffer = new byte[16 * 1024];
        while (await server.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            var pass = Math.Min(count, left);
            var step = fault is Fault.SingleBytes ? 1 : pass;
            for (var sent = 0; sent < pass; sent += step)
            {
                Interlocked.Increment(ref _writes);
                Interlocked.Add(ref _bytes, await client.SendAsync(buffer.AsMemory(sent, step), _end.Token));
            }

            left -= pass;
            if (left == 0)
            {
                RecordFault();
                switch (fault)
                {
                    case Fault.Rst:
                        Reset(client);
                        break;
                    case Fault.Stall:
                        await Task.Delay(Timeout.Infinite, _end.Token);
                        break;
                }

                return;
            }
        }
    }
}
