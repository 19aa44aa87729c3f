using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sse.Interop.Tests.Faults;

/// <summary>Stands between a client and a server on 127.0.0.1, and does to each connection what it was told to.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly Func<int, Fault> _faultOf;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private readonly ConcurrentQueue<Task> _serving = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private long _faultAt;
    private int _connections;
    private int _writes;
    private int _bytes;

    /// <param name="server">Where connections go.</param>
    /// <param name="faultOf">What happens to the connection of a number, from 1.</param>
    public FaultProxy(Uri server, Func<int, Fault>? faultOf = null)
    {
        _server = server;
        _faultOf = faultOf ?? (_ => Fault.None);
        _listener.Start();
        Uri = new UriBuilder(server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The server's, through here.</summary>
    public Uri Uri { get; }

    /// <summary>How many there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How often it has written to clients.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>How many bytes that were.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>How long ago the latest fault was.</summary>
    public TimeSpan SinceFault => Stopwatch.GetElapsedTime(Volatile.Read(ref _faultAt));

    /// <summary>Resets all connections there are.</summary>
    public void Cut()
    {
        Happened();
        foreach (var socket in _sockets.Keys)
        {
            Reset(socket);
        }
    }

    /// <summary>Ends all there is. Throws what should not have happened to it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _accepting;
            Cut();
            await Task.WhenAll(_serving);
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
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return;
        }

        socket.Dispose();
    }

    private void Happened() => Volatile.Write(ref _faultAt, Stopwatch.GetTimestamp());

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                _serving.Enqueue(ServeAsync(client, _faultOf(Interlocked.Increment(ref _connections))));
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
        var asking = Task.CompletedTask;
        try
        {
            client.NoDelay = true;
            if (fault is Fault.Refuse)
            {
                Happened();
                Reset(client);
                return;
            }

            if (fault is Fault.SlowAccept slow)
            {
                Happened();
                await Task.Delay(slow.For, _end.Token);
            }

            await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
            asking = AskAsync(client, server);
            await AnswerAsync(server, client, fault);
            client.Shutdown(SocketShutdown.Send);
            await asking; // until the client has closed too
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Reset(client);
        }
        finally
        {
            client.Dispose();
            await asking;
            _sockets.Remove(client, out _);
            _sockets.Remove(server, out _);
        }
    }

    private async Task AskAsync(Socket client, Socket server)
    {
        var buffer = new byte[4096];
        try
        {
            while (await client.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                await server.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The answer tells.
        }

        server.Dispose();
    }

    private async Task AnswerAsync(Socket server, Socket client, Fault fault)
    {
        var left = fault switch { Fault.Fin f => f.After, Fault.Rst f => f.After, Fault.Stall f => f.After, _ => int.MaxValue };
        var buffer = new byte[16 * 1024];
        while (await server.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            var pass = Math.Min(count, left);
            var step = fault is Fault.OneByOne ? 1 : pass;
            for (var sent = 0; sent < pass; sent += step)
            {
                Interlocked.Increment(ref _writes);
                Interlocked.Add(ref _bytes, await client.SendAsync(buffer.AsMemory(sent, step), _end.Token));
            }

            left -= pass;
            if (left == 0)
            {
                Happened();
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
