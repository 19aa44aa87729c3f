using System.Net.ServerSentEvents;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Programs that read the first events of a stream and then end, as command-line tools and serverless functions do.</summary>
internal static class ColdClients
{
    public const string None = "no request";
    public const string Peer = "HttpClient with SseParser";

    public static IReadOnlyDictionary<string, Func<Uri, int, Task>> All { get; } = new Dictionary<string, Func<Uri, int, Task>>
    {
        [None] = (_, _) => Task.CompletedTask,
        [Peer] = ParseAsync,
        ["HttpClient with ReadSseAsync"] = ReadAsync,
        ["SseObservable.Connect"] = async (uri, events) => await SseObservable.Connect(uri).Take(events).ToTask(),
        ["SseAsyncEnumerable.Connect"] = PullAsync,
    };

    /// <summary>Runs in a process of its own. Prints the bytes allocated until the last event.</summary>
    public static async Task RunAsync(string client, Uri uri, int events)
    {
        await All[client](uri, events);
        Console.Out.Write(GC.GetTotalAllocatedBytes(precise: true));
    }

    private static async Task ParseAsync(Uri uri, int events)
    {
        using var http = new HttpClient();
        await using var body = await http.GetStreamAsync(uri);
        await foreach (var item in SseParser.Create(body).EnumerateAsync())
        {
            if (--events == 0)
            {
                break;
            }
        }
    }

    private static async Task ReadAsync(Uri uri, int events)
    {
        using var http = new HttpClient();
        await using var body = await http.GetStreamAsync(uri);
        await foreach (var e in body.ReadSseAsync())
        {
            if (--events == 0)
            {
                break;
            }
        }
    }

    private static async Task PullAsync(Uri uri, int events)
    {
        await foreach (var e in SseAsyncEnumerable.Connect(uri))
        {
            if (--events == 0)
            {
                break;
            }
        }
    }
}
