using System.Globalization;
using System.Net;

namespace Sse.Interop.Tests.Peers;

/// <summary>Finds the endpoints that a process and its descendants listen on, from Linux's /proc.</summary>
internal static class ListeningSockets
{
    private const string ListenState = "0A";

    public static IReadOnlyList<IPEndPoint> Of(int process)
    {
        var sockets = ProcessTree(process).SelectMany(Sockets).ToHashSet();
        return [.. from file in new[] { "/proc/net/tcp", "/proc/net/tcp6" }
                   where File.Exists(file) // tcp6 is missing if IPv6 is disabled
                   from line in File.ReadLines(file).Skip(1)
                   let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                   where columns[3] == ListenState && sockets.Contains($"socket:[{columns[9]}]")
                   select EndPoint(columns[1])];
    }

    private static IEnumerable<int> ProcessTree(int process) =>
        Children(process).SelectMany(ProcessTree).Prepend(process);

    public static IEnumerable<int> Children(int process) => Try(
        () => Directory.GetDirectories($"/proc/{process}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)));

    private static IEnumerable<string> Sockets(int process) => Try(
        () => Directory.GetFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(
            target => target.StartsWith("socket:", StringComparison.Ordinal)));

    // A process may end while its files are read; then it has no sockets.
    private static IReadOnlyList<T> Try<T>(Func<IEnumerable<T>> read)
    {
        try
        {
            return [.. read()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // The address as hexadecimal words in host byte order, and the port.
    private static IPEndPoint EndPoint(string text)
    {
        var parts = text.Split(':');
        var words = parts[0].Chunk(8).Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return new(
            new IPAddress([.. words.SelectMany(BitConverter.GetBytes)]),
            int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
