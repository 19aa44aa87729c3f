using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pictures.Recordings;

/// <summary>
/// Sends prices, and resumes them after <c>Last-Event-ID</c>. It resets the first connection in the middle of an event.
/// </summary>
internal sealed class CuttingServer : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(800);
    private static readonly string[] Prices = ["41.20", "41.35", "41.10", "40.95", "41.40", "41.75", "42.10", "42.05"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 8080);
    private readonly CancellationTokenSource _end = new();

    public CuttingServer()
    {
        _listener.Start();
        _ = ServeAsync(_end.Token);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            using var client = await _listener.AcceptTcpClientAsync(cancellation);
            var stream = client.GetStream();
            var next = await ReadLastEventIdAsync(stream, cancellation) + 1;
            await SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 2000\n\n");
            for (var last = isFirst ? next + 2 : Prices.Length; next <= last; next++)
            {
                await Task.Delay(Interval, cancellation);
                await SendAsync(Event(next));
            }

            await Task.Delay(Interval, cancellation);
            await SendAsync(Event(next % Prices.Length)[..^12]);
            await Task.Delay(100, cancellation);
            client.LingerState = new(true, 0); // closing resets the connection

            Task SendAsync(string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation).AsTask();
        }
    }

    private static string Event(int id) =>
        $"event: price\nid: {id}\ndata: {{\"symbol\":\"ACME\",\"price\":{Prices[Math.Max(id, 1) - 1]}}}\n\n";

    private static async Task<int> ReadLastEventIdAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[8192];
        var count = await stream.ReadAsync(buffer, cancellation); // the tool sends a small request at once
        var header = Encoding.ASCII.GetString(buffer, 0, count).Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("Last-Event-ID:", StringComparison.OrdinalIgnoreCase));
        return header is null ? 0 : int.Parse(header.Split(':')[1], null);
    }
}
