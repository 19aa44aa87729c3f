using System.Net;
using System.Net.Sockets;

namespace Sse.Soak;

/// <summary>Stands between clients and server, and breaks connections in every way.</summary>
internal sealed class FaultyProxy : IDisposable
{
    private const int Backlog = 4096;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int> _serverPort;
    private readonly Random _random = new(1);
    private readonly int[] _counts = new int[Enum.GetValues<Fault>().Length];
    private int _open;

    public FaultyProxy(Func<int> serverPort)
    {
        _serverPort = serverPort;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Backlog);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Whether connections break. Those that stall by then stay so, until the client gives up.</summary>
    public bool IsFaulty { get; set; }

    public int Connections { get; private set; }

    public int Open => Volatile.Read(ref _open);

    /// <summary>How often each fault has happened.</summary>
    public IReadOnlyList<int> Counts => _counts;

    public void Count(Fault fault) => Interlocked.Increment(ref _counts[(int)fault]);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            Connections++;
            var fault = IsFaulty ? (Fault)_random.Next(_counts.Length) : Fault.None;
            _ = ServeAsync(new(this, client, fault, TimeSpan.FromSeconds(0.1 + 8 * _random.NextDouble())));
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        Interlocked.Increment(ref _open);
        await connection.RunAsync(_serverPort());
        Interlocked.Decrement(ref _open);
    }
}
