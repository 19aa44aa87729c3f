using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// A minimal HTTP/1.1 server, because the client waits for whatever time the server spends. One thread and one request per connection.
/// </summary>
internal sealed class StreamingServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Dictionary<string, Payload> _payloads = [];

    public StreamingServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    private static void Start(Action action) => new Thread(() =>
    {
        try
        {
            action();
        }
        catch (SocketException)
        {
            // The listener or the connection was closed.
        }
    })
    { IsBackground = true }.Start();

    private void Accept()
    {
        while (true)
        {
            var connection = _listener.Accept();
            Start(() => Serve(connection));
        }
    }

    private void Serve(Socket connection)
    {
        using (connection)
        {
            connection.NoDelay = true;
            var path = ReadPath(connection);
            var framing = path.EndsWith(nameof(Framing.Chunked), StringComparison.Ordinal) ? "Transfer-Encoding: chunked\r\n" : "";
            var payload = Find(path);
            connection.Send(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n{framing}\r\n"));
            for (var i = 0; i < payload.Sends; i++)
            {
                connection.Send(payload.Send(i));
            }

            if (framing.Length > 0)
            {
                connection.Send("0\r\n\r\n"u8);
            }

            connection.Shutdown(SocketShutdown.Send);
        }
    }

    private static string ReadPath(Socket connection)
    {
        var request = "";
        var buffer = new byte[4096];
        while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = connection.Receive(buffer);
            request += count > 0 ? Encoding.ASCII.GetString(buffer, 0, count) : throw new SocketException((int)SocketError.ConnectionReset);
        }

        return request.Split(' ', 3)[1];
    }

    private Payload Find(string path)
    {
        lock (_payloads)
        {
            if (!_payloads.TryGetValue(path, out var payload))
            {
                var parts = path.Split('/');
                _payloads[path] = payload = Payload.Of(
                    Load(parts[1]), Enum.Parse<SendMode>(parts[2]), Enum.Parse<Framing>(parts[3]));
            }

            return payload;
        }
    }

    /// <summary>A corpus by its name, or the first events of one: <c>first-100</c>.</summary>
    private static Corpus Load(string name)
    {
        const string First = "first-";
        if (!name.StartsWith(First, StringComparison.Ordinal))
        {
            return Corpus.Load(name);
        }

        var whole = Corpus.Load("data-only").Bytes.Span;
        var events = int.Parse(name.AsSpan(First.Length), CultureInfo.InvariantCulture);
        return Corpus.Of(name, whole[..EventEnds.In(whole)[events - 1]].ToArray());
    }
}
